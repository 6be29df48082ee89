"""No tool of the stack calls home while a company is billed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.books import AUDIT, Books

LOOPBACK = ("127.", "::1", "localhost", "/", "b'", "None")


@pytest.mark.full_run
def test_a_whole_run_asks_for_no_address_outside_this_machine(
    published_books: Books,
) -> None:
    noted = _read(published_books.network_audit)
    processes = [command for event, _, command in noted if event == "process"]
    addresses = {what for event, what, _ in noted if event != "process"}

    assert [command for command in processes if "dbt" in command]
    assert [command for command in processes if "tallyhouse run" in command]
    assert not {one for one in addresses if not one.startswith(LOOPBACK)}


def test_the_audit_notices_who_calls(tmp_path: Path) -> None:
    audit = tmp_path / "audit"
    call = "import socket; socket.getaddrinfo('telemetry.example', 443)"
    environment = {"TALLYHOUSE_AUDIT_FILE": str(audit), "PYTHONPATH": str(AUDIT)}

    subprocess.run(
        [sys.executable, "-c", call],
        env=os.environ | environment,
        check=False,
        capture_output=True,
    )

    assert ("socket.getaddrinfo", "telemetry.example") in {
        (event, what) for event, what, _ in _read(audit)
    }


def _read(audit: Path) -> list[tuple[str, str, str]]:
    lines = audit.read_text("utf-8").splitlines()
    return [(event, what, command) for event, what, command in map(_split, lines)]


def _split(line: str) -> tuple[str, str, str]:
    event, what, command = line.split("\t")
    return event, what, command
