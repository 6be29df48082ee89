"""Invoices: what is drafted and waits for a person, and what was issued."""

import streamlit as st

from app.components.freshness import page_head
from app.components.invoice_table import invoice_table, one_of
from app.components.issue_dialog import issue_button, said_when_issued
from app.components.line_why import line_why
from app.components.reading import published_or_stop, rows_of
from app.components.status_choice import choose_status
from app.warehouse.invoices import InvoiceRow


def page() -> None:
    """The list by status, and the actions of the invoice that is chosen."""
    version = published_or_stop()
    page_head("Invoices", as_of=None, run=version.run)
    st.caption("Drafts are computed at each run; issuing one freezes it for good.")
    said_when_issued()
    invoices = choose_status(rows_of(version, InvoiceRow), key="invoices.status")
    if not invoices:
        st.info("There are no invoices and no drafts in this version.")
        return
    ticked = invoice_table(invoices, key="invoices.table")
    chosen = one_of(invoices, key="invoices.found") or ticked
    if chosen is None:
        st.caption("Tick one, or find it by typing, to see why or to issue it.")
        return
    if chosen.source == "draft":
        issue_button(chosen, key="invoices.issue")
    line_why(version, chosen, key="invoices.why")


page()
