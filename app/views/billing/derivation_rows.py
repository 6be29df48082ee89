"""Writes an explained line as text for people, and as rows for a spreadsheet."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import TextIO

from app.domain.invoice_content import plain_decimal
from app.domain.money import Money
from app.views.billing.lines_explained import LineExplained
from app.warehouse.derivations import (
    DerivationStep,
    HeldValue,
    SourceRow,
    TransactionCharge,
)

SHOWN_MAX = 8
_SAID = ("invoice_id", "line_no", "company_id", "currency")
STEP_COLUMNS = [f.name for f in fields(DerivationStep) if f.name not in _SAID]
SOURCE_COLUMNS = [f.name for f in fields(SourceRow) if f.name not in {"charge", "held"}]
CHARGE_COLUMNS = [f.name for f in fields(TransactionCharge)]
HELD_COLUMNS = [f.name for f in fields(HeldValue)]
COLUMNS = [
    *("invoice", "run", "line_no", "kind", "row"),
    *STEP_COLUMNS,
    *SOURCE_COLUMNS,
    *CHARGE_COLUMNS,
    *HELD_COLUMNS,
]

Cell = str | int | None


def as_rows(explained: LineExplained) -> list[dict[str, Cell]]:
    """Every step and every source row, numbers as exact text."""
    head: dict[str, Cell] = {
        "invoice": explained.invoice,
        "run": explained.run,
        "line_no": explained.line.line_no,
        "kind": explained.line.kind,
    }
    steps = [
        head | {"row": "step"} | _cells(step, STEP_COLUMNS) for step in explained.steps
    ]
    sources = [
        head
        | {"row": "source"}
        | _cells(row, SOURCE_COLUMNS)
        | (_cells(row.charge, CHARGE_COLUMNS) if row.charge else {})
        | (_cells(row.held, HELD_COLUMNS) if row.held else {})
        for row in explained.sources
    ]
    return steps + sources


def write_csv(rows: Sequence[dict[str, Cell]], out: TextIO) -> None:
    """Write the rows under one header; texts cannot become formulas."""
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: _harmless(v) for k, v in row.items()} for row in rows)


def as_text(explained: LineExplained) -> str:
    """The whole derivation as lines of text, the first source rows below it."""
    lines = [heading(explained), *([explained.remark] if explained.remark else [])]
    steps = [(step.words, *step_amounts(explained, step)) for step in explained.steps]
    width = max((len(words) for words, _, _ in steps), default=0)
    lines += [
        f"  {number:>2}  {words:<{width}}  {change:>16}  {so_far:>16}".rstrip()
        for number, (words, change, so_far) in enumerate(steps, 1)
    ]
    return "\n".join([*lines, *_source_lines(explained)])


def heading(explained: LineExplained) -> str:
    """The line in one sentence: what, for whom, when, how much."""
    line = explained.line
    what = line.product_id or line.source_id or ""
    period = ""
    if line.period_start and line.period_end:
        last = line.period_end - timedelta(days=1)
        until = "" if last == line.period_start else f" to {_day(last)}"
        period = f", {_day(line.period_start)}{until}"
    total = Money(line.total_minor, line.currency).text(explained.exponent)
    return (
        f"{explained.invoice}, line {line.line_no}: {line.kind.replace('_', ' ')} "
        f"{what} for {line.company_id}{period}: {total}"
    )


def _day(day: date) -> str:
    """As the steps write it: `1 Mar 2026`."""
    return f"{day.day} {day:%b %Y}"


def step_amounts(explained: LineExplained, step: DerivationStep) -> tuple[str, str]:
    """What a step adds and the total after it, as text; empty where it adds nothing."""
    if step.change_minor is None:
        return "", ""
    currency, exponent = step.currency, explained.exponent
    change = Money(step.change_minor, currency).text(exponent)
    return change, Money(step.so_far_minor, currency).text(exponent)


def amount_words(explained: LineExplained, row: SourceRow) -> str:
    """What of another line is reckoned with, as text; empty of any other row."""
    if row.amount_minor is None:
        return ""
    return Money(row.amount_minor, explained.line.currency).text(explained.exponent)


def _source_lines(explained: LineExplained) -> list[str]:
    sources = explained.sources
    if not sources:
        return []
    days = [row for row in sources if row.is_rollup]
    events = sum(row.events for row in days)
    of_events = f", days of usage, {events:,} events" if days else ""
    lines = [f"  It came from ({len(sources):,}{of_events}):"]
    lines += [
        f"      {source_words(row, amount_words(explained, row))}"
        for row in sources[:SHOWN_MAX]
    ]
    if len(sources) > SHOWN_MAX:
        lines.append(f"      and {len(sources) - SHOWN_MAX:,} more; --csv has them all")
    return lines


def source_words(row: SourceRow, amount: str = "") -> str:
    """One source row in one line; of another line, what of it is reckoned with."""
    events = f"  ({row.events:,} events)" if row.is_rollup else ""
    charge = f": {charge_words(row.charge)}" if row.charge else ""
    held = f": {held_words(row.held)}" if row.held else ""
    quantity = amount or f"{quantity_words(row)}{events}{charge}{held}"
    place = f"  [{row.place}]" if row.place else ""
    return f"{row.table} {row.key}  {row.occurred}  {quantity}{place}"


def charge_words(charge: TransactionCharge) -> str:
    """What a transaction charges, in minor units: `32, of that fee 30`."""
    if charge.is_free:
        return "free"
    if charge.charge_minor is None:
        return "cannot be rated"
    parts = {"fee": charge.fee_minor, "bounds": charge.bounds_minor or Decimal()}
    told = "".join(
        f", of that {name} {plain_decimal(part)}"
        for name, part in parts.items()
        if part
    )
    return f"charges {plain_decimal(charge.charge_minor)}{told}"


def held_words(held: HeldValue) -> str:
    """How long a value held: `252 h of 743 h, until 2026-03-21 00:00:00 UTC`."""
    until = f", until {held.held_until}" if held.held_until else ""
    return f"{held.hours}{until}"


def quantity_words(row: SourceRow) -> str:
    """A source row's quantity without zeros that say nothing."""
    return "" if row.quantity is None else plain_decimal(row.quantity)


def _cells(
    row: DerivationStep | SourceRow | TransactionCharge | HeldValue,
    columns: Sequence[str],
) -> dict[str, Cell]:
    values = asdict(row)
    return {name: _cell(values[name]) for name in columns}


def _cell(value: object) -> Cell:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value if isinstance(value, int) or value is None else str(value)


def _harmless(value: Cell) -> Cell:
    """Keep a spreadsheet from taking a text for a formula; numbers stay numbers."""
    if not isinstance(value, str) or not value.startswith(("=", "+", "-", "@")):
        return value
    number = value[1:].replace(".", "", 1).isdigit()
    return value if value[0] == "-" and number else f"'{value}"
