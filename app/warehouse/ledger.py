"""Reads the published ledger posting by posting, and the accounts it posts to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.warehouse.connection import scoped_cursor
from app.warehouse.published import PublishedVersion
from app.warehouse.scope import ReaderScope

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Posting:
    """One posting, with what it takes to write its amount: debits are positive."""

    transaction_id: str
    booked_on: date
    document_date: date
    document_kind: str
    document_id: str
    entity_id: str
    company_id: str | None
    account: str
    account_role: str
    currency: str
    exponent: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """One account of one entity in one role, and the currencies it was posted in."""

    entity_id: str
    account: str
    account_role: str
    account_name: str
    account_kind: str
    currencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerCurrency:
    """A currency of the ledger, the decimals of its amounts, and its first posting."""

    currency: str
    exponent: int
    first_booked_on: date


# a posting without its decimals must stop the reader, never be left out
_EXPONENT = """
coalesce(currencies.exponent, error('no decimals are known of ' || entries.currency))
"""
_CURRENCIES = f"""
select entries.currency, {_EXPONENT}, min(entries.booked_on)
from scoped.ledger_entries as entries
left join scoped.currencies as currencies on entries.currency = currencies.currency
group by all order by all
"""
# an account that a product names and no chart lists is income, as in the statements
_ACCOUNTS = """
select
    entity_id, account, account_role,
    coalesce(any_value(account_name), account) as account_name,
    coalesce(any_value(account_kind), 'income') as account_kind,
    list(distinct currency order by currency) as currencies
from scoped.trial_balance
group by entity_id, account, account_role order by entity_id, account, account_role
"""
_POSTINGS = f"""
select
    entries.transaction_id, entries.booked_on, entries.document_date,
    entries.document_kind, entries.document_id, entries.entity_id, entries.company_id,
    entries.account, entries.account_role, entries.currency, {_EXPONENT} as exponent,
    entries.amount_minor
from scoped.ledger_entries as entries
left join scoped.currencies as currencies on entries.currency = currencies.currency
order by entries.booked_on, entries.transaction_id, entries.posting_no
"""


def read_currencies(version: PublishedVersion) -> tuple[LedgerCurrency, ...]:
    """Every currency that the ledger was posted in."""
    cursor = scoped_cursor(version, ReaderScope.everyone())
    found = cursor.execute(_CURRENCIES).fetchall()
    cursor.close()
    return tuple(LedgerCurrency(*row) for row in found)


def read_accounts(version: PublishedVersion) -> tuple[LedgerAccount, ...]:
    """Every account that was posted to, by entity and role."""
    cursor = scoped_cursor(version, ReaderScope.everyone())
    found = cursor.execute(_ACCOUNTS).fetchall()
    cursor.close()
    return tuple(
        LedgerAccount(entity, account, role, name, kind, tuple(currencies))
        for entity, account, role, name, kind, currencies in found
    )


def read_postings(version: PublishedVersion) -> Iterator[Posting]:
    """Every posting by day, transaction and number, a batch at a time in memory."""
    cursor = scoped_cursor(version, ReaderScope.everyone())
    try:
        found = cursor.execute(_POSTINGS)
        while rows := found.fetchmany(BATCH):
            yield from (Posting(*row) for row in rows)
    finally:
        cursor.close()
