"""Invoices of the past: what the engine drafted, numbered and frozen."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from app.domain.numbering import NumberingScheme, NumberReset
from tests.support.sample_company.calendar_days import LAST_ISSUED
from tests.support.sample_company.columns import COLUMNS
from tests.support.sample_company.writing import Part, Row

FORGOTTEN = ("hoshino-dental", date(2026, 2, 1))
"""Nobody issued this one: the next run catches up on it."""

_PLACES = 6
_DRAFTS_SQL = """
    select
        invoice_id, entity_id, company_id, invoice_date, due_date, currency,
        total_minor,
    from tallyhouse.marts.invoices
    where status = 'draft' and invoice_date <= $last and total_minor <> 0
    order by entity_id, invoice_date, company_id, currency, invoice_id
"""
_LINES_SQL = """
    select
        invoice_id, line_no, subscription_id, item_id, product_id, price_id, meter,
        kind, period_start, period_end, quantity, unit_amount, amount_minor,
        discount_minor, tax_minor, tax_rate_id, tax_percent, tax_reason,
        is_tax_inclusive, source_id,
    from tallyhouse.marts.invoice_lines
    order by invoice_id, line_no
"""
_SCHEMES_SQL = """
    select
        entity_id, invoice_prefix, number_separator, number_padding, number_reset
    from tallyhouse.raw.entities
"""


@dataclass(frozen=True)
class IssuedInvoice:
    """The header of an invoice that was sent."""

    entity_id: str
    invoice_no: str
    company_id: str
    invoice_date: date
    due_date: date
    currency: str
    total_minor: int


def issued_parts(database: Path) -> tuple[list[IssuedInvoice], list[Part]]:
    """Issue every draft dated up to the end of February 2026."""
    with duckdb.connect() as con:
        con.execute(f"attach '{database}' as tallyhouse (read_only)")
        drafts = con.execute(_DRAFTS_SQL, {"last": LAST_ISSUED}).fetchall()
        lines = con.execute(_LINES_SQL).fetchall()
        schemes = con.execute(_SCHEMES_SQL).fetchall()
    by_invoice: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    for invoice_id, *cells in lines:
        by_invoice[invoice_id].append(tuple(cells))
    invoices = []
    rows: list[Row] = []
    for invoice_id, invoice in _numbered(drafts, schemes):
        invoices.append(invoice)
        rows += _line_rows(invoice, by_invoice[invoice_id])
    headers = tuple(_header_row(invoice) for invoice in invoices)
    return invoices, [
        Part("issued_invoices", headers),
        Part("issued_invoice_lines", tuple(rows)),
    ]


def _numbered(
    drafts: Iterable[tuple], schemes: Iterable[tuple]
) -> Iterable[tuple[str, IssuedInvoice]]:
    numbering = {
        entity: NumberingScheme(
            prefix=prefix,
            separator=separator,
            padding=padding,
            reset=NumberReset(reset),
        )
        for entity, prefix, separator, padding, reset in schemes
    }
    counters: dict[tuple[str, str], int] = defaultdict(int)
    for invoice_id, entity, company, dated, due, currency, total in drafts:
        if (company, dated) == FORGOTTEN:
            continue
        scheme = numbering[entity]
        counter = (entity, scheme.period_key(dated))
        counters[counter] += 1
        number = scheme.number(counters[counter], on=dated)
        yield (
            invoice_id,
            IssuedInvoice(entity, number, company, dated, due, currency, total),
        )


def _header_row(invoice: IssuedInvoice) -> Row:
    return {
        "entity_id": invoice.entity_id,
        "invoice_no": invoice.invoice_no,
        "company_id": invoice.company_id,
        "invoice_date": invoice.invoice_date,
        "due_date": invoice.due_date,
        "currency": invoice.currency,
        "total_minor": invoice.total_minor,
        "status": "issued",
    }


def _line_rows(invoice: IssuedInvoice, lines: list[tuple[object, ...]]) -> list[Row]:
    names = COLUMNS["issued_invoice_lines"][2:]
    return [
        {
            "entity_id": invoice.entity_id,
            "invoice_no": invoice.invoice_no,
            **dict(zip(names, map(_short, cells), strict=True)),
        }
        for cells in lines
    ]


def _short(value: object) -> object:
    """A decimal as a document shows it: six places, no zeros that say nothing."""
    if not isinstance(value, Decimal):
        return value
    shown = format(round(value, _PLACES), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def read_issued(folder: Path) -> list[IssuedInvoice]:
    """The invoices that a data folder already holds."""
    path = folder / "issued_invoices.csv"
    with duckdb.connect() as con:
        rows = con.execute(
            """
            select entity_id, invoice_no, company_id, cast(invoice_date as date),
                cast(due_date as date), currency, cast(total_minor as bigint)
            from read_csv(?, all_varchar = true)
            """,
            [str(path)],
        ).fetchall()
    return [IssuedInvoice(*row) for row in rows]
