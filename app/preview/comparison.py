"""Compares two sets of marts: what each invoice, line and month of MRR was and is."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

import duckdb

BEFORE, AFTER = "before", "after"
SCHEMA = "compared"


class Change(StrEnum):
    """What became of a row between the two sides."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class LineKey:
    """What a line charges, whichever place on its invoice it has.

    `nth` tells lines apart that charge the same, in the order of their invoice.
    """

    company_id: str
    currency: str
    invoice_id: str
    kind: str
    subscription_id: str | None
    item_id: str | None
    product_id: str | None
    meter: str | None
    period_start: date | None
    period_end: date | None
    source_id: str | None
    nth: int


@dataclass(frozen=True, slots=True)
class Line:
    """How a line charges it, and how much."""

    line_no: int
    price_id: str | None
    price_rule: str | None
    quantity: Decimal | None
    unit_amount: Decimal | None
    amount_minor: int
    discount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceKey:
    """Which invoice it is."""

    company_id: str
    currency: str
    invoice_id: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """The header of an invoice."""

    source: str
    status: str
    reason: str | None
    invoice_date: date
    due_date: date | None
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class MrrKey:
    """One product of one company in one month."""

    company_id: str
    currency: str
    product_id: str | None
    month: date


@dataclass(frozen=True, slots=True)
class Mrr:
    """Recurring revenue at the month's end."""

    closing_minor: int


@dataclass(frozen=True, slots=True)
class Total:
    """What a company is invoiced in one currency, over all its invoices."""

    company_id: str
    currency: str
    before_minor: int
    after_minor: int
    difference_minor: int


Key = TypeVar("Key")
State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Difference(Generic[Key, State]):
    """One row on both sides; `difference_minor` is what it costs more, or less."""

    change: Change
    key: Key
    before: State | None
    after: State | None
    difference_minor: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two sides, in an order of its own.

    Where it was asked for, lines and invoices also hold the unchanged lines of
    invoices that have a changed one.
    """

    lines: tuple[Difference[LineKey, Line], ...]
    invoices: tuple[Difference[InvoiceKey, Invoice], ...]
    mrr: tuple[Difference[MrrKey, Mrr], ...]
    totals: tuple[Total, ...]

    @property
    def is_equal(self) -> bool:
        """Whether no invoice, no line and no month differs."""
        rows = (*self.lines, *self.invoices, *self.mrr)
        return all(row.change is Change.SAME for row in rows)


@dataclass(frozen=True, slots=True)
class _Subject:
    """One mart to compare: its table, its classes, its amount."""

    table: str
    key: type[Any]
    state: type[Any]
    amount: str


LINES = _Subject(
    "invoice_lines", LineKey, Line, "amount_minor + discount_minor + tax_minor"
)
INVOICES = _Subject("invoices", InvoiceKey, Invoice, "total_minor")
MRR = _Subject("mrr_monthly", MrrKey, Mrr, "closing_minor")
SOME_CHANGE = "where change <> 'same'"
FIRST_IN_ORDER = ("company_id", "currency", "invoice_id")
SUBJECTS = (LINES, INVOICES, MRR)
MARTS = tuple(f"marts.{subject.table}" for subject in SUBJECTS)


def keep_side(
    con: duckdb.DuckDBPyConnection,
    side: str,
    catalogue: str,
    *,
    companies: Sequence[str] | None = None,
) -> None:
    """Keep one side of the comparison from a catalogue's marts, for these companies."""
    con.execute(f"create schema if not exists {SCHEMA}")
    for subject in SUBJECTS:
        which = "" if companies is None else "where list_contains(?, company_id)"
        con.execute(
            f"create or replace table {SCHEMA}.{side}_{subject.table} as "
            f"{_side(subject, catalogue)} {which}",
            [] if companies is None else [list(companies)],
        )


def compare(con: duckdb.DuckDBPyConnection, *, with_same: bool) -> Comparison:
    """Compare both sides that were kept."""
    return Comparison(
        lines=_differences(con, LINES, with_same=with_same),
        invoices=_differences(con, INVOICES, with_same=False),
        mrr=_differences(con, MRR, with_same=False),
        totals=tuple(Total(*row) for row in con.execute(TOTALS).fetchall()),
    )


def _side(subject: _Subject, catalogue: str) -> str:
    names = [field.name for field in fields(subject.key) if field.name != "nth"]
    listed = ", ".join([*names, *(field.name for field in fields(subject.state))])
    nth = (
        f", row_number() over (partition by {', '.join(names)} order by line_no) as nth"
        if subject is LINES
        else ""
    )
    return f"select {listed}{nth} from {catalogue}.marts.{subject.table}"


def _differences(
    con: duckdb.DuckDBPyConnection, subject: _Subject, *, with_same: bool
) -> tuple[Difference[Any, Any], ...]:
    keys = [field.name for field in fields(subject.key)]
    states = [field.name for field in fields(subject.state)]
    kept = "bool_or(change <> 'same') over (partition by invoice_id)"
    first = [name for name in keys if name in FIRST_IN_ORDER]
    rows = con.execute(
        f"with joined as ({_joined(subject, keys, states)}) "
        "select * exclude (place) from joined "
        f"{f'qualify {kept}' if with_same else SOME_CHANGE} "
        f"order by {', '.join([*first, 'place', *keys])}"
    ).fetchall()
    return tuple(_difference(subject, row, len(keys), len(states)) for row in rows)


def _joined(subject: _Subject, keys: Sequence[str], states: Sequence[str]) -> str:
    """Join both sides by key, empty parts of it being equal."""
    compared = [name for name in states if name != "line_no"]
    listed = [
        *(f"coalesce(b.{name}, a.{name}) as {name}" for name in keys),
        *(f"b.{name} as before_{name}" for name in states),
        *(f"a.{name} as after_{name}" for name in states),
    ]
    place = "line_no" if "line_no" in states else keys[-1]
    amounts = [f"coalesce({_prefixed(subject.amount, side)}, 0)" for side in "ab"]
    differs = " or ".join(f"a.{name} is distinct from b.{name}" for name in compared)
    return f"""
        select
            case
                when b.company_id is null then 'added'
                when a.company_id is null then 'removed'
                when {differs} then 'changed'
                else 'same'
            end as change,
            {", ".join(listed)},
            cast({amounts[0]} - {amounts[1]} as bigint) as difference_minor,
            coalesce(a.{place}, b.{place}) as place,
        from {SCHEMA}.{BEFORE}_{subject.table} as b
        full join {SCHEMA}.{AFTER}_{subject.table} as a
            on {" and ".join(f"a.{n} is not distinct from b.{n}" for n in keys)}
    """


def _prefixed(amount: str, side: str) -> str:
    return " + ".join(f"{side}.{name}" for name in amount.split(" + "))


def _difference(
    subject: _Subject, row: tuple[Any, ...], keys: int, states: int
) -> Difference[Any, Any]:
    change = Change(row[0])
    key = subject.key(*row[1 : keys + 1])
    before = row[keys + 1 : keys + states + 1]
    after = row[keys + states + 1 : keys + 2 * states + 1]
    return Difference(
        change=change,
        key=key,
        before=None if change is Change.ADDED else subject.state(*before),
        after=None if change is Change.REMOVED else subject.state(*after),
        difference_minor=row[-1],
    )


TOTALS = f"""
    with
        sides as (
            select company_id, currency, total_minor as before_minor, 0 as after_minor,
            from {SCHEMA}.{BEFORE}_invoices
            union all
            select company_id, currency, 0, total_minor,
            from {SCHEMA}.{AFTER}_invoices
        )
    select
        company_id,
        currency,
        cast(sum(before_minor) as bigint),
        cast(sum(after_minor) as bigint),
        cast(sum(after_minor) - sum(before_minor) as bigint) as difference_minor,
    from sides
    group by all
    having difference_minor <> 0
    order by all
"""
