"""Lets the reader choose a currency, or all of them converted into one."""

from collections.abc import Sequence

import streamlit as st

from app.warehouse.executive import ExecutiveKpi


def choose_view(kpis: Sequence[ExecutiveKpi], *, key: str) -> str | None:
    """The chosen reporting view; no choice is drawn where there is only one."""
    labels = {kpi.reporting_view: kpi.view_label for kpi in kpis}
    if not labels:
        st.info("This version has no recurring revenue, invoices or payments to show.")
        return None
    first, *others = labels
    if not others:
        return first
    chosen = st.segmented_control(
        "Reporting currency",
        list(labels),
        format_func=labels.__getitem__,
        default=first,
        key=key,
        label_visibility="collapsed",
        required=True,
    )
    return chosen or first
