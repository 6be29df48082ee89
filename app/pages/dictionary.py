"""The data dictionary: every table an analyst may query, described by its models."""

import streamlit as st

from app.components.dictionary import read_dictionary_or_say_why, table_sections
from app.components.freshness import page_head
from app.components.reading import published_or_stop


def page() -> None:
    """A search field, then a section a table."""
    version = published_or_stop()
    page_head("Data dictionary", as_of=None, run=version.run)
    st.caption("Generated from the comments in the published database.")
    words = st.text_input(
        "Find a table or column", key="dictionary.search", placeholder="overdue"
    )
    table_sections(read_dictionary_or_say_why(version), words)


page()
