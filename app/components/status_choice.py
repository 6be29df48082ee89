"""Lets the reader choose which invoices to list by their status."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from app.domain.invoice_states import InvoiceState
from app.warehouse.invoices import InvoiceRow


def choose_status(invoices: Sequence[InvoiceRow], *, key: str) -> list[InvoiceRow]:
    """The invoices of the chosen status, drafts first; each choice says how many."""
    counts = Counter(invoice.status for invoice in invoices)
    present = [state.value for state in InvoiceState if counts[state.value]]
    if not present:
        return []
    chosen = st.pills(
        "Status",
        present,
        format_func=lambda status: f"{status.replace('_', ' ')} ({counts[status]})",
        default=present[0],
        key=key,
        required=True,
    )
    return [invoice for invoice in invoices if invoice.status == chosen]
