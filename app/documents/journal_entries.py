"""Prepares what every journal says, whatever program is to read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.documents.journal_accounts import account_names, key_of
from app.domain.money import Money
from app.warehouse.ledger import LedgerAccount, LedgerCurrency, Posting


@dataclass(frozen=True, slots=True)
class JournalAccount:
    """An account under the name that the journal gives it."""

    name: str
    account: LedgerAccount


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One posting: its amount is exact decimal text, debits positive."""

    account: str
    amount: str
    currency: str
    company_id: str | None


@dataclass(frozen=True, slots=True)
class JournalTransaction:
    """The postings of one document on the day they were booked."""

    transaction_id: str
    booked_on: date
    document_date: date
    document_kind: str
    document_id: str
    company_id: str | None
    lines: tuple[JournalLine, ...]

    @property
    def telling(self) -> str:
        """Say what was booked: `credit note CN-7`."""
        return f"{self.document_kind.replace('_', ' ')} {self.document_id}"


@dataclass(frozen=True, slots=True)
class JournalHead:
    """What a journal declares before its first transaction."""

    title: str
    currencies: tuple[LedgerCurrency, ...]
    accounts: tuple[JournalAccount, ...]

    @property
    def names(self) -> dict[tuple[str, str, str], str]:
        """Return the accounts' names by entity, account and role."""
        return {key_of(one.account): one.name for one in self.accounts}


def journal_head(
    title: str,
    currencies: Iterable[LedgerCurrency],
    accounts: Iterable[LedgerAccount],
) -> JournalHead:
    """Name every account, in the order of the names."""
    listed = tuple(accounts)
    names = account_names(listed)
    named = [JournalAccount(names[key_of(one)], one) for one in listed]
    return JournalHead(
        title, tuple(currencies), tuple(sorted(named, key=lambda one: one.name))
    )


def journal_transactions(
    postings: Iterable[Posting], head: JournalHead
) -> Iterator[JournalTransaction]:
    """Gather postings that follow each other into the transactions they belong to."""
    names = head.names
    for _, grouped in groupby(
        postings, lambda one: (one.booked_on, one.transaction_id)
    ):
        yield _transaction(tuple(grouped), names)


def _transaction(
    postings: tuple[Posting, ...], names: dict[tuple[str, str, str], str]
) -> JournalTransaction:
    """State the company once where all postings share it, and on each line if not."""
    first = postings[0]
    is_shared = len({posting.company_id for posting in postings}) == 1
    return JournalTransaction(
        transaction_id=first.transaction_id,
        booked_on=first.booked_on,
        document_date=first.document_date,
        document_kind=first.document_kind,
        document_id=first.document_id,
        company_id=first.company_id if is_shared else None,
        lines=tuple(
            JournalLine(
                account=names[key_of(one)],
                amount=Money(one.amount_minor, one.currency).plain(one.exponent),
                currency=one.currency,
                company_id=None if is_shared else one.company_id,
            )
            for one in postings
        ),
    )
