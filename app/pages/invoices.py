"""Invoices: what is drafted and waits for a person, and what was issued."""

import streamlit as st

from app.components.freshness import page_head
from app.components.invoice_table import invoice_table
from app.components.issue_dialog import issue_button, said_when_issued
from app.components.reading import published_or_stop, rows_of
from app.components.status_choice import choose_status
from app.warehouse.invoices import CurrencyRow, InvoiceRow


def page() -> None:
    """The list by status, and the actions of the invoice that is chosen."""
    version = published_or_stop()
    page_head("Invoices", as_of=None, run=version.run)
    st.caption("Drafts are computed at each run; issuing one freezes it for good.")
    said_when_issued()
    invoices = rows_of(version, InvoiceRow)
    wanted = choose_status(invoices, key="invoices.status")
    if not wanted:
        st.info("There is no invoice of this status.")
        return
    exponents = {row.currency: row.exponent for row in rows_of(version, CurrencyRow)}
    chosen = invoice_table(
        wanted, companies={}, exponents=exponents, key="invoices.table"
    )
    if chosen is None:
        st.caption("Choose a draft by its box to issue it.")
    elif chosen.source == "draft":
        issue_button(chosen, chosen.company_id, exponents, key="invoices.issue")


page()
