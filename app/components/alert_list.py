"""Draws what a person should look at, the most urgent first."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from app.components.figures import compact
from app.warehouse.executive import ExecutiveAlert

_BADGES: dict[str, tuple[Literal["red", "orange", "gray"], str, str]] = {
    "action": ("red", ":material/priority_high:", "act"),
    "review": ("orange", ":material/visibility:", "review"),
    "notice": ("gray", ":material/info:", "note"),
}


def alert_list(alerts: Sequence[ExecutiveAlert]) -> None:
    """One line an alert with its urgency in a word and an icon, or a good word."""
    with st.container(border=True, key="executive_alerts"):
        st.subheader("Alerts", anchor=False)
        if not alerts:
            st.caption("Nothing needs a person: no findings, no held drafts.")
        for alert in alerts:
            _line(alert)


def _line(alert: ExecutiveAlert) -> None:
    color, icon, word = _BADGES.get(alert.severity, _BADGES["notice"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(word, icon=icon, color=color)
        st.markdown(f"**{alert.alert}** · {alert.count:,}{_amount(alert)}")
        st.caption(alert.detail)


def _amount(alert: ExecutiveAlert) -> str:
    if alert.amount is None or not alert.currency:
        return ""
    return f" · {compact(alert.amount, alert.currency)}".replace("$", "\\$")
