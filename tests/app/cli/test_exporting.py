"""`tallyhouse export` writes files whole, and never over another by accident."""

from pathlib import Path

import pytest

from app.cli import app
from tests.app.warehouse.published_home import publish

RUN = "0001-2026-03-31"
POSTED = {
    "transaction_id": "payment:p:1",
    "booked_on": "2026-03-01",
    "document_date": "2026-02-20",
    "entity_id": "us",
    "company_id": "acme",
    "currency": "USD",
    "document_kind": "payment",
    "document_id": "p",
}
SIDES = (("1000", "bank", "asset", 9450), ("1100", "receivable", "asset", -9450))
MARTS = {
    "currencies": [{"currency": "USD", "exponent": 2, "stripe_exponent": 2}],
    "ledger_entries": [
        {**POSTED, "posting_no": no, "account": code, "account_role": role}
        | {"amount_minor": amount}
        for no, (code, role, _, amount) in enumerate(SIDES, 1)
    ],
    "trial_balance": [
        {
            "entity_id": "us",
            "account": code,
            "account_role": role,
            "account_kind": kind,
            "currency": "USD",
            "balance_minor": amount,
        }
        for code, role, kind, amount in SIDES
    ],
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish(tmp_path / "home", RUN, MARTS)
    return tmp_path / "home"


def call(home: Path, *arguments: str) -> int:
    return app(
        ["export", "journal", *arguments, "--home", str(home)],
        result_action="return_value",
    )


@pytest.mark.rule("7.2", "7.6")
def test_the_journal_is_printed_with_both_dates_of_a_document(home, capsys):
    assert call(home) == 0

    assert capsys.readouterr().out.endswith(
        """
2026-03-01 * payment p
    ; transaction:payment:p:1
    ; kind:payment
    ; document:p
    ; document-date:2026-02-20
    ; company:acme
    Assets:Us:Bank:1000  94.50 USD
    Assets:Us:Receivable:1100  -94.50 USD
"""
    )


def test_a_file_is_replaced_only_when_told_to(home, tmp_path, capsys):
    out = tmp_path / "books.beancount"
    asked = ("--format", "beancount", "--out", str(out))

    assert call(home, *asked) == 0
    first = out.read_text("utf-8")
    out.write_text("mine", "utf-8")
    assert call(home, *asked) == 2
    assert out.read_text("utf-8") == "mine"
    assert "exists already" in capsys.readouterr().err
    assert call(home, *asked, "--force") == 0
    assert out.read_text("utf-8") == first
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [out.name]


@pytest.mark.slow
def test_a_journal_that_breaks_off_leaves_the_file_as_it_was(tmp_path, capsys):
    marts = {**MARTS, "currencies": []}
    publish(tmp_path / "home", RUN, marts)
    out = tmp_path / "books.journal"
    out.write_text("mine", "utf-8")

    with pytest.raises(Exception, match="no decimals are known of USD"):
        call(tmp_path / "home", "--out", str(out), "--force")

    assert out.read_text("utf-8") == "mine"
    assert len([path for path in tmp_path.iterdir() if path.is_file()]) == 1


def test_a_chosen_run_is_written_and_an_unknown_one_is_refused(home, capsys):
    assert call(home, "--run", RUN) == 0
    assert f"run {RUN}" in capsys.readouterr().out
    for unknown in ("0009-2026-03-31", "../published", "."):
        assert call(home, "--run", unknown) == 2
        assert f"Published there: {RUN}" in capsys.readouterr().err


def test_nothing_published_and_no_folder_are_said_to_be_so(home, tmp_path, capsys):
    assert call(tmp_path / "none") == 2
    assert "tallyhouse run" in capsys.readouterr().err
    assert call(home, "--out", str(tmp_path / "none" / "x")) == 2
    assert "Name a file in a folder" in capsys.readouterr().err
