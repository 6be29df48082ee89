"""The executive dashboard: how the business stands, from the published warehouse."""

from typing import TypeVar

import streamlit as st

from app.components.aging_chart import aging_chart
from app.components.alert_list import alert_list
from app.components.freshness import page_head
from app.components.kpi_cards import kpi_cards
from app.components.reading import published_or_stop, rows_of
from app.components.revenue_chart import revenue_chart
from app.components.risk_table import risk_table
from app.components.view_choice import choose_view
from app.warehouse.executive import (
    AtRiskCompany,
    ExecutiveAgingBucket,
    ExecutiveAlert,
    ExecutiveKpi,
    ExecutiveKpiMonth,
    ExecutiveRevenueMonth,
)

Viewed = TypeVar(
    "Viewed",
    ExecutiveKpi,
    ExecutiveKpiMonth,
    ExecutiveRevenueMonth,
    ExecutiveAgingBucket,
)


def page() -> None:
    """Headline figures, two charts, the companies at risk and the alerts."""
    version = published_or_stop()
    kpis = rows_of(version, ExecutiveKpi)
    page_head(
        "Executive dashboard", as_of=kpis[0].as_of if kpis else None, run=version.run
    )
    view = choose_view(kpis, key="executive.view")

    kpi_cards(_in(view, kpis), _in(view, rows_of(version, ExecutiveKpiMonth)))
    wide, narrow = st.columns([2, 1], gap="medium")
    with wide:
        revenue_chart(_in(view, rows_of(version, ExecutiveRevenueMonth)))
    with narrow:
        aging = _in(view, rows_of(version, ExecutiveAgingBucket))
        open_now = [k for k in _in(view, kpis) if k.kpi == "receivables_open"]
        aging_chart(aging, open_now[0] if open_now else None)
    risk_table(rows_of(version, AtRiskCompany))
    alert_list(rows_of(version, ExecutiveAlert))


def _in(view: str | None, rows: tuple[Viewed, ...]) -> list[Viewed]:
    """The rows of the chosen reporting view."""
    return [row for row in rows if row.reporting_view == view]


page()
