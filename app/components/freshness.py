"""Says what day the figures are for and which published version they come from."""

from datetime import date

import streamlit as st


def page_head(title: str, *, as_of: date | None, run: str) -> None:
    """The page's title with its badges at the right: as of, and version."""
    key = f"{title.lower().replace(' ', '_')}_title"
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key=key,
    ):
        st.title(title, anchor=False, width="content")
        with st.container(horizontal=True, width="content", gap="small"):
            if as_of:
                shown = f"As of {as_of.day} {as_of:%B %Y}"
                st.badge(shown, icon=":material/event_available:", color="green")
            st.badge(
                f"Version {run}",
                icon=":material/verified:",
                color="blue",
                help="The published, checked version of the warehouse shown here.",
            )
