"""What beancount and hledger make of a journal: their complaints, their balances."""

import csv
import io
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data, realization

Balances = dict[tuple[str, str], Decimal]
needs_hledger = pytest.mark.skipif(
    shutil.which("hledger") is None,
    reason="hledger is not installed here (tests/support/install_hledger.sh does it)",
)


def beancount_complaints(path: Path) -> str:
    """Return what `bean-check` says; nothing where it accepts the file."""
    command = Path(sys.executable).with_name("bean-check")
    ended = _run(str(command), "--no-cache", str(path))
    return ended.stdout + ended.stderr + ("" if ended.returncode == 0 else "refused")


def beancount_entries(path: Path) -> list[data.Directive]:
    """Load the file as beancount does."""
    entries, errors, _ = loader.load_file(str(path))
    assert not errors
    return entries


def beancount_balances(path: Path) -> Balances:
    """Return each account's balance by currency, as beancount adds it up."""
    root = realization.realize(beancount_entries(path))
    return {
        (node.account, position.units.currency): position.units.number
        for node in realization.iter_children(root)
        for position in node.balance.get_positions()
        if position.units.number
    }


def hledger_complaints(path: Path) -> str:
    """Return what hledger's strict checks say; nothing where it accepts the file."""
    strict = _run("hledger", "-f", str(path), "check", "-s", "ordereddates")
    named = _run("hledger", "-f", str(path), "check", "balancednoautoconversion")
    if "could not parse" in named.stderr.lower() or "unknown" in named.stderr.lower():
        # its name since hledger 1.29
        named = _run("hledger", "-f", str(path), "check", "balanced")
    return strict.stdout + strict.stderr + named.stdout + named.stderr


def hledger_balances(path: Path) -> Balances:
    """Return each account's balance by currency, as hledger adds it up."""
    asked = ("balance", "--flat", "--no-total", "--layout=bare", "-O", "csv")
    rows = csv.DictReader(io.StringIO(_run("hledger", "-f", str(path), *asked).stdout))
    return {
        (row["account"], row["commodity"]): amount
        for row in rows
        if (amount := Decimal(row["balance"]))
    }


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=120,
    )
