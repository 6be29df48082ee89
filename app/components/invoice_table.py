"""Draws a list of invoices of which one may be chosen."""

from collections.abc import Mapping, Sequence

import streamlit as st

from app.domain.money import Money
from app.warehouse.invoices import InvoiceRow

_CONFIG = {
    "Total": st.column_config.TextColumn(alignment="right"),
    "Open": st.column_config.TextColumn(alignment="right"),
    "Date": st.column_config.DateColumn(format="D MMM YYYY"),
    "Due": st.column_config.DateColumn(format="D MMM YYYY"),
}


def invoice_table(
    invoices: Sequence[InvoiceRow],
    *,
    companies: Mapping[str, str],
    exponents: Mapping[str, int],
    key: str,
) -> InvoiceRow | None:
    """The chosen invoice, or None; a click on a row's box chooses it."""
    shown = [_row(invoice, companies, exponents) for invoice in invoices]
    event = st.dataframe(
        shown,
        hide_index=True,
        column_config=_CONFIG,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        alt="Invoices; choose one to see its actions.",
    )
    chosen = event["selection"]["rows"]
    return invoices[chosen[0]] if chosen and chosen[0] < len(invoices) else None


def _row(
    invoice: InvoiceRow, companies: Mapping[str, str], exponents: Mapping[str, int]
) -> dict[str, object]:
    exponent = exponents.get(invoice.currency, 2)
    return {
        "Number": invoice.invoice_no or "draft",
        "Company": companies.get(invoice.company_id, invoice.company_id),
        "Date": invoice.invoice_date,
        "Due": invoice.due_date,
        "Total": Money(invoice.total_minor, invoice.currency).text(exponent),
        "Open": Money(invoice.balance_minor, invoice.currency).text(exponent),
        "Status": invoice.status.replace("_", " "),
    }
