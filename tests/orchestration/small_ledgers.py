"""Two small versions of a ledger, as much of them as their comparison reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

SCHEMA = """
create schema raw;
create schema marts;
create schema intermediate;
create table raw.closed_documents (document_key varchar, acted_on date);
create table intermediate.int_receivable_events as
    select 'payment:p' as document_key, 'us' as entity_id,
        date '2026-02-28' as occurred_on
    union all select 'payment:open', 'us', date '2026-03-01'
    union all select 'payment:theirs', 'de', date '2026-01-01';
create table intermediate.int_applications_dated as
    select 'a' as document_id, 'us' as closing_entity_id, date '2026-02-01' as acts_on,
        date '2026-02-01' as applied_on;
create table intermediate.int_wallet_entries_dated as
    select 'w' as entry_id, 'us' as entity_id, date '2026-02-01' as booked_on;
create table raw.run_parameters as select date '{as_of}' as as_of;
create table raw.entities (entity_id varchar, books_closed_through date);
create table raw.issued_invoices (invoice_no varchar, _source varchar);
create table raw.closed_transactions (
    transaction_id varchar, entity_id varchar, document_date date, booked_on date
);
create table marts.currencies as
    select unnest(['USD', 'JPY']) as currency, unnest([2, 0]) as exponent;
create table marts.ledger_entries (
    transaction_id varchar, posting_no integer, booked_on date, document_date date,
    account varchar, account_role varchar, entity_id varchar, company_id varchar,
    currency varchar, amount_minor bigint, document_kind varchar, document_id varchar
);
"""


@dataclass(frozen=True)
class Booked:
    """A payment booked between bank and receivable."""

    name: str
    day: str
    minor: int = 100
    entity: str = "us"
    bank: str = "1000"
    currency: str = "USD"
    dated: str | None = None

    def rows(self) -> list[list[object]]:
        """Return its two postings."""
        return [
            [
                f"payment:{self.name}:1",
                place,
                self.day,
                self.dated or self.day,
                account,
                role,
                self.entity,
                "acme",
                self.currency,
                amount,
                "payment",
                self.name,
            ]
            for place, (account, role, amount) in enumerate(
                (
                    (self.bank, "bank", self.minor),
                    ("1100", "receivable", -self.minor),
                ),
                1,
            )
        ]


@dataclass(frozen=True)
class Ledger:
    """One version: what is booked, and through which day sellers closed."""

    booked: Sequence[Booked]
    closed: Mapping[str, str | None] = field(default_factory=lambda: {"us": None})
    as_of: str = "2026-03-31"

    def write(self, path: Path) -> Path:
        """Write it as a database file."""
        path.parent.mkdir(parents=True)
        with duckdb.connect(str(path)) as con:
            con.execute(SCHEMA.format(as_of=self.as_of))
            con.executemany("insert into raw.entities values (?, ?)", [*self._closed()])
            for row in (row for one in self.booked for row in one.rows()):
                marks = ", ".join("?" for _ in row)
                con.execute(f"insert into marts.ledger_entries values ({marks})", row)
        return path

    def _closed(self) -> list[tuple[str, str | None]]:
        return list(self.closed.items())
