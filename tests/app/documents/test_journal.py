"""The exported journal is accepted by programs that are not ours, and they agree."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from beancount.core import data

from app.documents.journal import JournalFormat, journal_lines
from app.documents.journal_accounts import account_names
from app.warehouse.ledger import read_accounts
from app.warehouse.published import PublishedVersion
from tests.app.documents.journal_programs import (
    Balances,
    beancount_balances,
    beancount_complaints,
    beancount_entries,
    hledger_balances,
    hledger_complaints,
    needs_hledger,
)

pytestmark = pytest.mark.slow
BEANCOUNT, HLEDGER = JournalFormat.BEANCOUNT, JournalFormat.HLEDGER


@pytest.mark.rule("7.1", "7.6")
def test_beancount_accepts_the_journal_without_a_word(
    version: PublishedVersion, tmp_path: Path
) -> None:
    assert beancount_complaints(written(version, BEANCOUNT, tmp_path)) == ""


@needs_hledger
@pytest.mark.rule("7.1", "7.6")
def test_hledger_accepts_the_journal_without_a_word(
    version: PublishedVersion, tmp_path: Path
) -> None:
    assert hledger_complaints(written(version, HLEDGER, tmp_path)) == ""


@pytest.mark.rule("7.6")
def test_beancount_finds_the_balances_of_the_trial_balance(
    version: PublishedVersion, tmp_path: Path
) -> None:
    found = beancount_balances(written(version, BEANCOUNT, tmp_path))

    assert found == trial_balance(version)


@needs_hledger
@pytest.mark.rule("7.6")
def test_hledger_finds_the_balances_of_the_trial_balance(
    version: PublishedVersion, tmp_path: Path
) -> None:
    found = hledger_balances(written(version, HLEDGER, tmp_path))

    assert found == trial_balance(version)


@pytest.mark.rule("7.2", "7.3", "7.6")
def test_every_posting_is_in_the_journal_with_its_document(
    version: PublishedVersion, tmp_path: Path
) -> None:
    entries = beancount_entries(written(version, BEANCOUNT, tmp_path))
    names = {
        entry.account: (entry.meta["entity"], entry.meta["code"])
        for entry in entries
        if isinstance(entry, data.Open)
    }
    found = sorted(
        (
            entry.meta["transaction"],
            entry.date,
            entry.meta["document-date"],
            entry.meta["kind"],
            *names[posting.account],
            posting.units.currency,
            posting.units.number,
        )
        for entry in entries
        if isinstance(entry, data.Transaction)
        for posting in entry.postings
    )

    assert found == sorted(
        (*row[:-2], row[-1].scaleb(-row[-2]))
        for row in asked(
            version,
            "select transaction_id, booked_on, document_date, document_kind, "
            "entity_id, account, currency, exponent, amount_minor::decimal(38, 0) "
            "from marts.ledger_entries join marts.currencies using (currency)",
        )
    )


@needs_hledger
def test_a_wrong_amount_is_refused_by_both(
    strange: PublishedVersion, tmp_path: Path
) -> None:
    for wanted, complaints in (
        (BEANCOUNT, beancount_complaints),
        (HLEDGER, hledger_complaints),
    ):
        path = written(strange, wanted, tmp_path)
        text = path.read_text("utf-8")
        path.write_text(text.replace("0.26 EUR", "0.27 EUR", 1), "utf-8")

        assert "balance" in complaints(path)


def test_the_same_version_gives_the_same_journal(strange: PublishedVersion) -> None:
    for wanted in JournalFormat:
        assert [*journal_lines(strange, wanted)] == [*journal_lines(strange, wanted)]


def test_names_that_look_the_same_stay_apart(strange: PublishedVersion) -> None:
    names = account_names(read_accounts(strange))

    assert len(set(names.values())) == len(names) > 10
    assert len({name.split(":")[1] for name in names.values()}) == 5


def test_amounts_have_the_decimals_of_their_currency(strange: PublishedVersion) -> None:
    lines = [line.split() for line in journal_lines(strange, BEANCOUNT)]
    amounts = [words[-2:] for words in lines if len(words) == 3]
    decimals = {
        currency: len(amount.partition(".")[2])
        for amount, currency in amounts
        if currency.isalpha()
    }

    assert decimals == {"USD": 2, "JPY": 0, "KWD": 3, "EUR": 2}


def written(version: PublishedVersion, wanted: JournalFormat, folder: Path) -> Path:
    path = folder / f"journal.{wanted}"
    lines = journal_lines(version, wanted)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def trial_balance(version: PublishedVersion) -> Balances:
    """Return the published balances that are not zero, under the journal's names."""
    names = account_names(read_accounts(version))
    return {
        (names[entity, account, role], currency): Decimal(balance).scaleb(-exponent)
        for entity, account, role, currency, balance, exponent in asked(
            version,
            "select entity_id, account, account_role, currency, balance_minor, "
            "exponent from marts.trial_balance join marts.currencies using (currency) "
            "where balance_minor <> 0",
        )
    }


def asked(version: PublishedVersion, sql: str) -> list[tuple]:
    with duckdb.connect(str(version.database), read_only=True) as con:
        return con.execute(sql).fetchall()
