"""Writes docs/rules.md: each rule and trap with the tests that prove it.

`.venv/bin/python -m tests.house.rule_table > docs/rules.md` makes the page again.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from tests.house.rule_markers import Proof, marked_in_dbt, marked_in_tests
from tests.support.repository import ROOT

RULES = ROOT / "tests/house/rules.csv"
HEAD = """\
# Rules and their tests

Made by `.venv/bin/python -m tests.house.rule_table > docs/rules.md` from the markers
of the tests; never edited by hand. The rules are those of the billing semantics, the
traps are mistakes that billing software has really made; both by their numbers, in
our own words. How to add one: CONTRIBUTING.md.
"""
SECTIONS = {
    "1": "Money and quantity",
    "2": "Time",
    "3": "What is charged",
    "4": "Proration",
    "5": "Invoices",
    "6": "Payments and credits",
    "7": "Ledger",
    "8": "Receivables",
    "9": "Recurring revenue",
    "trap": "Traps",
}


@dataclass(frozen=True)
class Rule:
    """A numbered rule (`3.4`) or trap (`trap 15`), and whether it must have a test."""

    name: str
    title: str
    is_required: bool

    @property
    def section(self) -> str:
        """Give the chapter it stands in: `3`, or `trap`."""
        return "trap" if self.name.startswith("trap ") else self.name.split(".")[0]


def known_rules() -> tuple[Rule, ...]:
    """Read the list of rules, in the order of the page."""
    with RULES.open(newline="", encoding="utf-8") as file:
        return tuple(
            Rule(row["name"], row["title"], row["required"] == "true")
            for row in csv.DictReader(file)
        )


@cache
def proofs() -> tuple[Proof, ...]:
    """Read every marker of the Python tests and of dbt's own tests."""
    return (*marked_in_tests(ROOT / "tests"), *marked_in_dbt(ROOT / "dbt_project"))


def by_rule(found: Iterable[Proof]) -> Mapping[str, list[str]]:
    """Give the tests of each rule, sorted, each once."""
    listed: dict[str, set[str]] = defaultdict(set)
    for proof in found:
        listed[proof.rule].add(proof.test)
    return {rule: sorted(tests) for rule, tests in listed.items()}


def render(rules: Iterable[Rule], tests: Mapping[str, list[str]]) -> str:
    """Write the page: a table a section, of rules that have or must have a test."""
    shown = [rule for rule in rules if rule.is_required or rule.name in tests]
    parts = [HEAD]
    for section, title in SECTIONS.items():
        rows = [
            f"| {rule.name} | {rule.title} | {_list(tests.get(rule.name, []))} |"
            for rule in shown
            if rule.section == section
        ]
        if rows:
            number = "" if section == "trap" else f"{section}. "
            head = f"## {number}{title}\n\n| rule | what it says | proven by |"
            parts.append("\n".join([head, "| --- | --- | --- |", *rows]) + "\n")
    return "\n".join(parts)


def _list(tests: Iterable[str]) -> str:
    return "<br>".join(f"`{test}`" for test in tests) or "nothing yet"


def page() -> str:
    """Write docs/rules.md from what the tests say now."""
    return render(known_rules(), by_rule(proofs()))


if __name__ == "__main__":
    sys.stdout.write(page())
