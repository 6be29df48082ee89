"""Compares two sets of marts by invoice, line and month of recurring revenue."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import duckdb

from app.preview.differences import (
    Change,
    Comparison,
    Difference,
    Invoice,
    InvoiceKey,
    Line,
    LineKey,
    Mrr,
    MrrKey,
    Total,
)

BEFORE, AFTER = "before", "after"
SCHEMA = "compared"


@dataclass(frozen=True, slots=True)
class _Subject:
    """One mart to compare: its table, its classes, its amount."""

    table: str
    key: type[Any]
    state: type[Any]
    amount: str


LINES = _Subject("invoice_lines", LineKey, Line, "charged_minor")
INVOICES = _Subject("invoices", InvoiceKey, Invoice, "total_minor")
MRR = _Subject("mrr_monthly", MrrKey, Mrr, "closing_minor")
SOME_CHANGE = "where change <> 'same'"
FIRST_IN_ORDER = ("company_id", "currency", "invoice_id")
ADDED = {
    "nth": "row_number() over (partition by {keys} order by line_no)",
    "charged_minor": "amount_minor + discount_minor + tax_minor",
}
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
    added = ADDED if subject is LINES else {}
    keys = [field.name for field in fields(subject.key) if field.name not in added]
    states = [field.name for field in fields(subject.state) if field.name not in added]
    listed = [*keys, *states]
    listed += [
        f"{sql.format(keys=', '.join(keys))} as {name}" for name, sql in added.items()
    ]
    return f"select {', '.join(listed)} from {catalogue}.marts.{subject.table}"


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
    amounts = [f"coalesce({side}.{subject.amount}, 0)" for side in "ab"]
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
