"""Every rule and trap in scope has a test, and the page says which."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.rule_markers import (
    UnreadableMarkerError,
    marked_in_dbt,
    marked_in_module,
)
from tests.house.rule_table import Rule, by_rule, known_rules, page, proofs, render
from tests.support.repository import ROOT

MARKED = """
import pytest

CASES = {"trial": 1}

@pytest.mark.rule("4.5", "trap 7", case="trial")
@pytest.mark.rule("2.3")
@pytest.mark.parametrize("company", CASES)
def test_it_bills(company): ...

def test_it_proves_nothing(): ...
"""
DBT_YML = """
models:
  - name: a_model
    data_tests:
      - unique_rows: {columns: [a], config: {meta: {rules: ["5.5"]}}}
unit_tests:
  - name: a_tier
    config: {meta: {rules: ["3.2", "trap 19"]}}
"""


def test_the_page_of_rules_is_made_from_the_markers() -> None:
    assert (ROOT / "docs/rules.md").read_text("utf-8") == page(), (
        "make it again: .venv/bin/python -m tests.house.rule_table > docs/rules.md"
    )


def test_every_rule_and_trap_in_scope_has_a_test() -> None:
    tests = by_rule(proofs())

    missing = [
        f"{rule.name} {rule.title}"
        for rule in known_rules()
        if rule.is_required and rule.name not in tests
    ]

    assert not missing


def test_no_marker_names_an_unknown_rule() -> None:
    known = {rule.name for rule in known_rules()}

    assert not [proof for proof in proofs() if proof.rule not in known]


def test_the_list_holds_every_section_and_every_trap_once() -> None:
    names = [rule.name for rule in known_rules()]
    rules_of = {1: 6, 2: 6, 3: 10, 4: 6, 5: 9, 6: 4, 7: 6, 8: 4, 9: 4}

    assert len(names) == len(set(names))
    assert set(names) == {
        *(f"{section}.{n}" for section, last in rules_of.items() for n in _to(last)),
        *(f"trap {n}" for n in _to(65)),
        *("8.1a", "trap 39b"),
    }


def test_everything_of_billing_is_in_scope() -> None:
    """Sections 1 to 5, and the traps of periods, rating, rounding, tax, currencies."""
    traps = {f"trap {n}" for n in (*_to(26), 30, 31, 32)}
    optional = {rule.name for rule in known_rules() if not rule.is_required}

    assert not [name for name in optional if name[0] in "12345"]
    assert not traps & optional


def test_the_module_prints_the_page_without_importing_a_test() -> None:
    printed = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tests.house.rule_table"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert printed.stdout == page()
    assert "duckdb" not in printed.stderr


def test_a_marker_is_read_with_its_case() -> None:
    found = [(p.rule, p.test) for p in marked_in_module(MARKED, "a.py")]

    assert found == [
        ("4.5", "a.py::test_it_bills[trial]"),
        ("trap 7", "a.py::test_it_bills[trial]"),
        ("2.3", "a.py::test_it_bills"),
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ('case="trial"', 'case="tryal"', "no case"),
        ('"2.3"', "SOMETHING", "computes"),
        ('rule("2.3")', "rule()", "names no rule"),
    ],
)
def test_a_marker_that_cannot_be_trusted_is_refused(
    was: str, becomes: str, reason: str
) -> None:
    with pytest.raises(UnreadableMarkerError, match=reason):
        list(marked_in_module(MARKED.replace(was, becomes), "a.py"))


def test_a_test_of_dbt_names_its_rules_in_its_yml(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/a.yml").write_text(DBT_YML)

    found = {(p.rule, p.test.split("::")[1]) for p in marked_in_dbt(tmp_path)}

    assert found == {
        ("5.5", "unique_rows"),
        ("3.2", "a_tier"),
        ("trap 19", "a_tier"),
    }


def test_a_rule_without_a_test_shows_as_such() -> None:
    rules = [Rule("1.1", "Money", True), Rule("6.1", "Later", False)]

    shown = render(rules, {})

    assert "| 1.1 | Money | nothing yet |" in shown
    assert "6.1" not in shown


def _to(last: int) -> range:
    return range(1, last + 1)
