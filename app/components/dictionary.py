"""Draws the data dictionary, and reads it once a published version."""

from collections.abc import Sequence

import streamlit as st

from app.warehouse.connection import UnreadableVersionError
from app.warehouse.dictionary import TableEntry, read_dictionary
from app.warehouse.published import PublishedVersion


def read_dictionary_or_say_why(version: PublishedVersion) -> tuple[TableEntry, ...]:
    """The marts' dictionary, or an empty one under the reason in words."""
    try:
        return _cached(version)
    except UnreadableVersionError as error:
        st.error(str(error))
        return ()


def table_sections(tables: Sequence[TableEntry], words: str) -> None:
    """One closed section a table that the words match, by name or meaning."""
    found = [table for table in tables if _matches(table, words.strip().lower())]
    if not found:
        st.caption("No table or column matches.")
    for table in found:
        with st.expander(f"`{table.schema}.{table.name}`"):
            st.markdown(table.comment or "Not described.")
            st.dataframe(
                [
                    {"Column": c.name, "Type": c.data_type, "Meaning": c.comment}
                    for c in table.columns
                ],
                hide_index=True,
                column_config={"Meaning": st.column_config.TextColumn(width="large")},
                key=f"dictionary.{table.schema}.{table.name}",
            )


def _matches(table: TableEntry, words: str) -> bool:
    names = [table.name, table.comment]
    names += [word for c in table.columns for word in (c.name, c.comment)]
    return not words or any(words in name.lower() for name in names)


@st.cache_data(
    max_entries=5,
    show_spinner="Reading the dictionary …",
    hash_funcs={PublishedVersion: lambda version: str(version.database)},
)
def _cached(version: PublishedVersion) -> tuple[TableEntry, ...]:
    return read_dictionary(version, ("marts",))
