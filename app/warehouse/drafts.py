"""Reads one draft invoice of a published version, whole enough to be issued."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb

from app.domain.invoice import Draft, DraftLine
from app.domain.numbering import NumberingScheme, NumberReset
from app.warehouse.connection import whole_cursor
from app.warehouse.published import version_at


def read_draft(published: Path, invoice_id: str) -> Draft | None:
    """The draft of that id, or None where this version computed none.

    `published` is the version's folder or its database file. Whose draft it is, is
    for the caller to check: `perform` knows the actor's companies.
    """
    version = version_at(published)
    cursor = whole_cursor(version)
    try:
        found = _all(cursor, _HEADER, [invoice_id])
        if not found:
            return None
        header = found[0]
        scheme = _numbering(header)
        numbers = _all(cursor, _NUMBERS, [header["entity_id"]])
        return Draft(
            **_picked(Draft, header),
            run_id=version.run,
            numbering=scheme,
            highest_known_number=scheme.highest(
                (row["invoice_no"] for row in numbers), on=header["invoice_date"]
            ),
            lines=tuple(
                DraftLine(**_picked(DraftLine, line))
                for line in _all(cursor, _LINES, [invoice_id])
            ),
        )
    finally:
        cursor.close()


def _numbering(header: Mapping[str, Any]) -> NumberingScheme:
    return NumberingScheme(
        prefix=header["invoice_prefix"] or header["entity_id"],
        separator=header["number_separator"],
        padding=header["number_padding"],
        reset=NumberReset(header["number_reset"]),
    )


def _picked(kind: type[Draft | DraftLine], row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that the value has a field for, nulls left to defaults."""
    names = {field.name for field in fields(kind)}
    return {k: v for k, v in row.items() if k in names and v is not None}


def _all(
    cursor: duckdb.DuckDBPyConnection, sql: str, values: list[str]
) -> list[dict[str, Any]]:
    found = cursor.execute(sql, values)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


_HEADER = """
    select
        drafts.invoice_id,
        drafts.entity_id,
        drafts.company_id,
        drafts.currency,
        drafts.invoice_date,
        drafts.due_date,
        drafts.period_start,
        drafts.period_end,
        drafts.subtotal_minor,
        drafts.discount_minor,
        drafts.tax_minor,
        drafts.total_minor,
        drafts.status,
        drafts.reason,
        currencies.exponent,
        currencies.stripe_exponent,
        entities.name as entity_name,
        entities.invoice_prefix,
        entities.number_separator,
        entities.number_padding,
        entities.number_reset,
        companies.name as company_name,
        companies.email as company_email,
        companies.stripe_customer_id,
    from tallyhouse.intermediate.int_invoices_united as drafts
    inner join tallyhouse.marts.currencies using (currency)
    inner join tallyhouse.raw.entities on drafts.entity_id = entities.entity_id
    inner join tallyhouse.raw.companies on drafts.company_id = companies.company_id
    where drafts.invoice_id = ? and drafts.source = 'draft'
"""

_NUMBERS = """
    select invoice_no
    from tallyhouse.marts.invoices
    where entity_id = ? and source = 'issued' and invoice_no is not null
"""

_LINES = """
    select lines.*, products.name as description
    from tallyhouse.intermediate.int_invoice_lines_united as lines
    left join tallyhouse.raw.products on lines.product_id = products.product_id
    where lines.invoice_id = ?
    order by lines.line_no
"""
