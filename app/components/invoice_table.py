"""Draws a list of invoices of which one may be chosen."""

from collections.abc import Sequence

import streamlit as st

from app.domain.money import Money
from app.warehouse.invoices import InvoiceRow

_CONFIG = {
    "Total": st.column_config.TextColumn(alignment="right"),
    "Open": st.column_config.TextColumn(alignment="right"),
    "Date": st.column_config.DateColumn(format="D MMM YYYY"),
    "Due": st.column_config.DateColumn(format="D MMM YYYY"),
    "Note": st.column_config.TextColumn(width="medium"),
}


def invoice_table(invoices: Sequence[InvoiceRow], *, key: str) -> InvoiceRow | None:
    """The invoice whose box is ticked, or None."""
    event = st.dataframe(
        [_row(invoice) for invoice in invoices],
        hide_index=True,
        column_config=_CONFIG,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        alt="Invoices of the chosen status; tick one to see its actions.",
    )
    ticked = event["selection"]["rows"]
    return invoices[ticked[0]] if ticked and ticked[0] < len(invoices) else None


def one_of(invoices: Sequence[InvoiceRow], *, key: str) -> InvoiceRow | None:
    """The invoice found by typing: the way round the table without a mouse."""
    return st.selectbox(
        "Find one",
        invoices,
        format_func=title_of,
        index=None,
        key=key,
        placeholder="Company, date or amount",
    )


def title_of(invoice: InvoiceRow) -> str:
    """An invoice in one line: company, date and total."""
    total = Money(invoice.total_minor, invoice.currency).text(invoice.exponent)
    return f"{invoice.company_name} · {invoice.invoice_date:%d %b %Y} · {total}"


def _row(invoice: InvoiceRow) -> dict[str, object]:
    looks = f"looks unusual: {invoice.review_drivers}" if invoice.needs_review else None
    return {
        "Number": invoice.invoice_no or "draft",
        "Company": invoice.company_name,
        "Date": invoice.invoice_date,
        "Due": invoice.due_date,
        "Total": Money(invoice.total_minor, invoice.currency).text(invoice.exponent),
        "Open": Money(invoice.balance_minor, invoice.currency).text(invoice.exponent),
        "Status": invoice.status.replace("_", " "),
        "Note": "; ".join(note for note in (invoice.reason, looks) if note),
    }
