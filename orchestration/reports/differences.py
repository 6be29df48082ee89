"""What differs between two sides, in words for people and as data for programs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import duckdb

from app.domain.money import Money
from app.preview import Change, Comparison
from app.preview.differences import (
    Invoice,
    InvoiceDifference,
    Line,
    LineDifference,
    LineKey,
)

MARKS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~", Change.SAME: " "}
LINES_MAX = 200
MRR_MAX = 24
WIDTHS = (18, 18, 18)


@dataclass(frozen=True)
class Currencies:
    """How many decimals each currency is written with."""

    exponents: Mapping[str, int]

    def text(self, minor: int | None, currency: str, *, sign: bool = False) -> str:
        """Write an amount for people; with its sign where it is a difference."""
        if minor is None:
            return "-"
        written = Money(minor, currency).text(self.exponents.get(currency, 2))
        return f"+{written}" if sign and minor > 0 else written

    def price(self, unit_amount: Decimal | None, currency: str) -> str:
        """Write a price of one unit in major units: 12.5 cents are `0.125`."""
        if unit_amount is None:
            return "-"
        exponent = self.exponents.get(currency, 2)
        whole, _, rest = f"{unit_amount.scaleb(-exponent):,f}".partition(".")
        decimals = rest.rstrip("0").ljust(exponent, "0")
        return f"{whole}.{decimals}" if decimals else whole


def currencies_of(database: Path) -> Currencies:
    """Read the currencies of a version."""
    with duckdb.connect(str(database), read_only=True) as con:
        rows = con.execute("select currency, exponent from marts.currencies").fetchall()
    return Currencies(dict(rows))


def as_text(comparison: Comparison, currencies: Currencies) -> str:
    """Write totals, then each invoice with its lines, then recurring revenue."""
    if comparison.is_equal:
        return "No invoice, no line and no recurring revenue differs.\n"
    parts = [
        _totals(comparison, currencies),
        list(_invoices(comparison, currencies)),
        list(_mrr(comparison, currencies)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def as_json(comparison: Comparison, **more: object) -> str:
    """Write all of it as one JSON object; decimals and dates are strings."""
    told = {**more, **asdict(comparison)}
    return json.dumps(told, default=str, indent=1, ensure_ascii=False)


def as_csv(comparison: Comparison) -> str:
    """Write one row a line that differs."""
    keys = [field.name for field in fields(LineKey)]
    states = [field.name for field in fields(Line)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            *("change", *keys),
            *(f"{side}_{name}" for side in ("before", "after") for name in states),
            "difference_minor",
        ]
    )
    for row in comparison.lines:
        writer.writerow(
            [
                row.change.value,
                *(getattr(row.key, name) for name in keys),
                *(getattr(row.before, name, None) for name in states),
                *(getattr(row.after, name, None) for name in states),
                row.difference_minor,
            ]
        )
    return out.getvalue()


def _totals(comparison: Comparison, currencies: Currencies) -> list[str]:
    head = _columns("Invoiced in all", ("before", "after", "difference"))
    rows = [
        _columns(
            f"  {total.company_id}",
            (
                currencies.text(total.before_minor, total.currency),
                currencies.text(total.after_minor, total.currency),
                currencies.text(total.difference_minor, total.currency, sign=True),
            ),
        )
        for total in comparison.totals
    ]
    return [head, *rows] if rows else ["No company is invoiced more or less in all."]


def _invoices(comparison: Comparison, currencies: Currencies) -> Iterator[str]:
    headers = {row.key.invoice_id: row for row in comparison.invoices}
    lines = {
        invoice: list(rows)
        for invoice, rows in groupby(
            sorted(comparison.lines, key=lambda row: row.key.invoice_id),
            key=lambda row: row.key.invoice_id,
        )
    }
    shown = 0
    for invoice in sorted({*headers, *lines}):
        yield _header(invoice, headers.get(invoice), currencies)
        for row in lines.get(invoice, []):
            if shown < LINES_MAX:
                yield _line(row, currencies)
            shown += 1
    if shown > LINES_MAX:
        yield f"and {shown - LINES_MAX} more lines: --csv or --json gives every one."


def _header(invoice: str, row: InvoiceDifference | None, currencies: Currencies) -> str:
    if row is None:
        return f"  {invoice}  (its header stays)"
    before, after = row.before, row.after
    mark, currency = MARKS[row.change], row.key.currency
    amounts = (
        currencies.text(before.total_minor if before else None, currency),
        currencies.text(after.total_minor if after else None, currency),
        currencies.text(row.difference_minor, currency, sign=True),
    )
    told = _columns(f"{mark} {invoice}", amounts)
    return "\n".join([told, *(f"      {text}" for text in _headers(before, after))])


def _headers(before: Invoice | None, after: Invoice | None) -> Iterable[str]:
    if before is None or after is None:
        return
    for name in ("status", "reason", "invoice_date", "due_date"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield f"{name}: {_or_none(was)} -> {_or_none(now)}"
    if after.source == "issued" and before.balance_minor != after.balance_minor:
        yield f"balance_minor: {before.balance_minor} -> {after.balance_minor}"


def _line(row: LineDifference, currencies: Currencies) -> str:
    key, currency = row.key, row.key.currency
    what = key.item_id or key.source_id or key.product_id or "-"
    period = f"{_or_none(key.period_start)}..{_or_none(key.period_end)}"
    amounts = (
        currencies.text(_charged(row.before), currency),
        currencies.text(_charged(row.after), currency),
        ""
        if row.change is Change.SAME
        else currencies.text(row.difference_minor, currency, sign=True),
    )
    name = (
        f"    {MARKS[row.change]} {key.kind} {what} {period}{_terms(row, currencies)}"
    )
    return _columns(name, amounts)


def _terms(row: LineDifference, currencies: Currencies) -> str:
    sides = [
        f"{_plain(side.quantity)} x "
        f"{currencies.price(side.unit_amount, row.key.currency)}"
        for side in (row.before, row.after)
        if side is not None and side.quantity is not None
    ]
    told = "  " + " -> ".join(dict.fromkeys(sides)) if sides else ""
    if row.before and row.after and row.before.price_rule != row.after.price_rule:
        told += (
            f"  {_or_none(row.before.price_rule)} -> {_or_none(row.after.price_rule)}"
        )
    return told


def _mrr(comparison: Comparison, currencies: Currencies) -> Iterator[str]:
    """Write the last month; what a change of the past did is for programs."""
    if not comparison.mrr:
        return
    last = max(row.key.month for row in comparison.mrr)
    shown = [row for row in comparison.mrr if row.key.month == last][:MRR_MAX]
    head = f"Monthly recurring revenue of {last:%Y-%m}"
    yield _columns(head, ("before", "after", "difference"))
    for row in shown:
        before, after, currency = row.before, row.after, row.key.currency
        yield _columns(
            f"  {row.key.company_id} {_or_none(row.key.product_id)}",
            (
                currencies.text(before.closing_minor if before else None, currency),
                currencies.text(after.closing_minor if after else None, currency),
                currencies.text(row.difference_minor, currency, sign=True),
            ),
        )
    if len(comparison.mrr) > len(shown):
        yield f"  and {len(comparison.mrr) - len(shown)} more rows: see --json"


def _columns(name: str, amounts: tuple[str, str, str]) -> str:
    cells = [text.rjust(width) for text, width in zip(amounts, WIDTHS, strict=True)]
    return f"{name:<58} {' '.join(cells)}".rstrip()


def _charged(line: Line | None) -> int | None:
    return line.charged_minor if line else None


def _plain(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:f}".rstrip("0").rstrip(".") or "0"


def _or_none(value: object) -> str:
    return "none" if value is None else str(value)
