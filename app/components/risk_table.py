"""Draws the companies that may stop paying or leave, with every reason."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app.components.figures import compact
from app.warehouse.executive import AtRiskCompany

_CONFIG = {
    "Overdue": st.column_config.TextColumn(alignment="right"),
    "MRR": st.column_config.TextColumn(alignment="right"),
    "Change, 3 months": st.column_config.TextColumn(alignment="right"),
    "Days": st.column_config.TextColumn(
        width="small", help="Age of the oldest open invoice", alignment="right"
    ),
    "Why": st.column_config.TextColumn(width="large"),
}


def risk_table(companies: Sequence[AtRiskCompany]) -> None:
    """A table, worst first, or a sentence when nobody is at risk."""
    st.subheader("At-risk companies", anchor=False)
    if not companies:
        st.caption("No company is at risk this month.")
        return
    st.dataframe(
        [_row(company) for company in companies],
        hide_index=True,
        column_config=_CONFIG,
        key="executive.at_risk",
        alt="Companies at risk with the reasons, worst first.",
    )


def _row(company: AtRiskCompany) -> dict[str, Any]:
    money = company.currency
    return {
        "Company": company.company_name,
        "Risk": company.risk,
        "Why": company.reasons,
        "Overdue": compact(company.overdue, money),
        "Days": str(company.overdue_days_max or ""),
        "MRR": compact(company.mrr, money),
        "Change, 3 months": compact(company.mrr_change, money),
    }
