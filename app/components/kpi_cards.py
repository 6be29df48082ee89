"""Draws the row of headline figures, each with its change and its sparkline."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from app.components.figures import change_shown, shown
from app.warehouse.executive import ExecutiveKpi, ExecutiveKpiMonth

CARDS = ("mrr", "churn", "gross_margin", "ltv", "receivables_overdue")
_BARS = {"ltv"}


def kpi_cards(
    kpis: Sequence[ExecutiveKpi], history: Sequence[ExecutiveKpiMonth]
) -> None:
    """One bordered card a figure; five across, two on a phone."""
    with st.grid(len(CARDS), min_column_width=150, key="executive_kpis"):
        for kpi in (k for k in kpis if k.kpi in CARDS):
            points = [h.value for h in history if h.kpi == kpi.kpi]
            _card(kpi, [float(p) for p in points if p is not None])


def _card(kpi: ExecutiveKpi, points: list[float]) -> None:
    delta = change_shown(kpi.change, kpi.change_unit)
    st.metric(
        kpi.label,
        shown(kpi.value, kpi.unit, kpi.currency),
        delta,
        delta_color=_delta_color(kpi),
        delta_description=f"vs {kpi.previous_month:%b}" if delta else None,
        chart_data=points if len(points) > 1 else None,
        chart_type="bar" if kpi.kpi in _BARS else "area",
        border=True,
        height="stretch",
        help=kpi.note,
    )


def _delta_color(kpi: ExecutiveKpi) -> Literal["normal", "inverse", "off"]:
    """Streamlit's `normal` makes a rise green; a rise that is bad news is inverse."""
    if kpi.is_improvement is None or not kpi.change:
        return "off"
    rose = kpi.change > 0
    return "normal" if rose == kpi.is_improvement else "inverse"
