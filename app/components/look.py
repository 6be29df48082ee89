"""The few lines of style that the theme settings cannot say."""

import streamlit as st

_STYLE = """
<style>
[data-testid="stMetric"],
.st-key-executive_revenue,
.st-key-executive_aging,
.st-key-executive_alerts {
    box-shadow: 0 1px 2px rgb(17 24 39 / 4%);
}
.st-key-danger button { background: #dc2626; border-color: #dc2626; color: #fff; }
[data-testid="stMainBlockContainer"] { max-width: 1180px; }
</style>
"""


def apply_look() -> None:
    """Cards get a light shadow, a dangerous button is red, a page has an end."""
    st.html(_STYLE)
