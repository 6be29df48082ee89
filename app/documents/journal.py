"""Writes the published ledger as a plain-text journal that other programs check."""

from collections.abc import Iterator
from enum import StrEnum

from app.documents import beancount_journal, hledger_journal
from app.documents.journal_entries import journal_head, journal_transactions
from app.warehouse.ledger import read_accounts, read_currencies, read_postings
from app.warehouse.published import PublishedVersion


class JournalFormat(StrEnum):
    """The program that is to read the journal."""

    HLEDGER = "hledger"
    BEANCOUNT = "beancount"


WRITERS = {
    JournalFormat.HLEDGER: hledger_journal,
    JournalFormat.BEANCOUNT: beancount_journal,
}


def journal_lines(version: PublishedVersion, wanted: JournalFormat) -> Iterator[str]:
    """Give the journal of a version line by line: same version, same lines.

    Nothing is computed: every posting is written as it was published, by day,
    transaction and posting number, and only a batch of them is in memory at a time.
    """
    writer = WRITERS[wanted]
    title = f"Tallyhouse ledger, run {version.run}"
    head = journal_head(title, read_currencies(version), read_accounts(version))
    yield from writer.head(head)
    for transaction in journal_transactions(read_postings(version), head):
        yield from writer.transaction(transaction)
