"""Draws what was billed and drafted month by month, and what is overdue."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.components.figures import symbol
from app.warehouse.executive import ExecutiveRevenueMonth

SERIES = ["Billed", "Drafted", "Overdue"]
COLORS = ["#4F46E5", "#A5B4FC", "#F59E0B"]
_HEIGHT = 300


def revenue_chart(months: Sequence[ExecutiveRevenueMonth]) -> None:
    """A bordered chart with its title, or a sentence when nothing was billed."""
    with st.container(border=True, height="stretch", key="executive_revenue"):
        st.subheader("Billed, drafted and overdue", anchor=False)
        if not any(month.billed or month.drafted for month in months):
            st.caption("Nothing has been invoiced in the last twelve months.")
            return
        st.vega_lite_chart(
            spec=_spec(tuple(months)),
            height=_HEIGHT,
            alt="Billed, drafted and overdue amounts of each of the last months.",
        )


@st.cache_data(max_entries=50, show_spinner=False, hash_funcs={tuple: hash})
def _spec(months: tuple[ExecutiveRevenueMonth, ...]) -> dict[str, Any]:
    """The Vega-Lite drawing; cached, since a rerun would build it again."""
    sign = symbol(months[0].currency)
    money = f"'{sign}' + replace(format(datum.value, '.3~s'), 'G', 'B')"
    return {
        "data": {"values": [*_bars(months)]},
        "mark": {"type": "bar", "cornerRadiusEnd": 3, "tooltip": True},
        "encoding": {
            "x": {
                "field": "month",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelAngle": 0, "domain": False, "ticks": False},
            },
            "xOffset": {"field": "series", "sort": SERIES},
            "y": {
                "field": "amount",
                "type": "quantitative",
                "title": None,
                "axis": {"labelExpr": money, "domain": False, "tickCount": 5},
            },
            "color": {
                "field": "series",
                "type": "nominal",
                "title": None,
                "scale": {"domain": SERIES, "range": COLORS},
                "legend": {"orient": "top", "symbolType": "square"},
            },
            "tooltip": [
                {"field": "month", "title": "Month"},
                {"field": "series", "title": "Series"},
                {"field": "amount", "title": "Amount", "format": ",.0f"},
            ],
        },
    }


def _bars(months: Sequence[ExecutiveRevenueMonth]) -> list[Mapping[str, str | float]]:
    return [
        {"month": f"{row.month:%b %y}", "series": series, "amount": float(amount or 0)}
        for row in months
        for series, amount in (
            ("Billed", row.billed),
            ("Drafted", row.drafted),
            ("Overdue", row.overdue),
        )
    ]
