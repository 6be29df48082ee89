"""Draws open receivables by age as a ring whose legend carries the amounts."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app.components.figures import compact, shown
from app.warehouse.executive import ExecutiveAgingBucket, ExecutiveKpi

# From not due to long overdue; the legend says the same in words and amounts.
COLORS = {
    "current": "#4F46E5",
    "1-30": "#06B6D4",
    "31-60": "#10B981",
    "61-90": "#F59E0B",
    "91-120": "#F97316",
    "over_120": "#EF4444",
}
_HEIGHT = 300


def aging_chart(
    buckets: Sequence[ExecutiveAgingBucket], receivables: ExecutiveKpi | None
) -> None:
    """A bordered ring with its title, or a sentence when nothing is open."""
    with st.container(border=True, height="stretch", key="executive_aging"):
        st.subheader("Receivables by age", anchor=False)
        if not any(bucket.amount for bucket in buckets):
            st.caption("Every invoice is paid; nothing is open.")
            return
        st.echarts_chart(
            _spec(tuple(buckets), _centre(receivables)),
            height=_HEIGHT,
            alt="; ".join(_legend(bucket) for bucket in buckets),
        )


def _centre(receivables: ExecutiveKpi | None) -> str:
    if receivables is None or receivables.value is None:
        return ""
    return compact(receivables.value, receivables.currency)


def _legend(bucket: ExecutiveAgingBucket) -> str:
    amount = shown(bucket.amount, "money", bucket.currency)
    return f"{bucket.label}  {amount}"


@st.cache_data(max_entries=50, show_spinner=False, hash_funcs={tuple: hash})
def _spec(buckets: tuple[ExecutiveAgingBucket, ...], centre: str) -> dict[str, Any]:
    """The ECharts drawing; credit (a negative bucket) is in the legend only."""
    slices = [
        {
            "name": _legend(bucket),
            "value": max(float(bucket.amount or 0), 0.0),
            "itemStyle": {"color": COLORS.get(bucket.bucket, "#64748B")},
        }
        for bucket in buckets
    ]
    return {
        "animation": False,
        "title": {
            "text": centre,
            "subtext": "open",
            "left": "center",
            "top": "26%",
            "textStyle": {"fontSize": 18, "fontWeight": 650},
        },
        "legend": {
            "bottom": 0,
            "left": "center",
            "itemWidth": 10,
            "itemHeight": 10,
            "textStyle": {"fontSize": 11},
        },
        "series": [
            {
                "type": "pie",
                "radius": ["42%", "62%"],
                "center": ["50%", "34%"],
                "label": {"show": False},
                "emphasis": {"scale": False},
                "data": slices,
            }
        ],
    }
