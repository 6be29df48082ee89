"""Shows why a line of an invoice is what it is: its steps, and the rows behind it."""

import io
from collections.abc import Sequence

import streamlit as st

from app.components.reading import reader_scope
from app.components.workplace import page_workplace
from app.domain.refusals import RefusalError
from app.views.billing.derivation_rows import (
    amount_words,
    as_rows,
    charge_words,
    heading,
    held_words,
    quantity_words,
    step_amounts,
    write_csv,
)
from app.views.billing.lines_explained import LineExplained, explain_lines
from app.warehouse.invoices import InvoiceRow
from app.warehouse.published import PublishedVersion
from app.warehouse.reading import MartUnavailableError

_RIGHT = st.column_config.TextColumn(alignment="right")
_SOURCES = {"Quantity": _RIGHT, "Amount": _RIGHT}


def line_why(version: PublishedVersion, invoice: InvoiceRow, *, key: str) -> None:
    """The chosen invoice's lines, of which one opens with its derivation."""
    try:
        explained = explain_lines(
            invoice.invoice_id,
            version=version,
            scope=reader_scope(),
            store=page_workplace().store,
        )
    except (RefusalError, MartUnavailableError) as refusal:
        st.info(str(refusal))
        return
    st.subheader("Why each line is what it is", anchor=False)
    one = st.selectbox(
        "Line", explained, format_func=_title, key=f"{key}.line", index=0
    )
    if one is not None:
        _derivation(one)
        _sources(one)
    st.download_button(
        "Download every step as CSV",
        _csv(explained),
        file_name=f"{invoice.invoice_no or 'draft'}-why.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"{key}.csv",
    )


def _title(explained: LineExplained) -> str:
    return heading(explained).split(", ", 1)[1]


def _derivation(explained: LineExplained) -> None:
    if explained.remark:
        st.caption(explained.remark)
    rows = []
    for step in explained.steps:
        change, so_far = step_amounts(explained, step)
        rows.append({"Step": step.words, "Adds": change, "So far": so_far})
    st.table(rows, hide_index=True)


def _sources(explained: LineExplained) -> None:
    sources = explained.sources
    if not sources:
        return
    events = sum(row.events for row in sources)
    with st.expander(f"What it came from ({events:,})"):
        st.dataframe(
            _without_empty(
                [
                    {
                        "Table": row.table,
                        "Id": row.key,
                        "When": row.occurred,
                        "Quantity": quantity_words(row),
                        "Held": held_words(row.held) if row.held else "",
                        "Where": row.place,
                        "Amount": amount_words(explained, row),
                        "Minor units": charge_words(row.charge) if row.charge else "",
                    }
                    for row in sources
                ]
            ),
            hide_index=True,
            column_config=_SOURCES,
            alt="The rows that the quantity was read from.",
        )


def _without_empty(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Leave out the columns that no row fills: few lines have amounts or times."""
    filled = [name for name in rows[0] if any(row[name] for row in rows)]
    return [{name: row[name] for name in filled} for row in rows]


def _csv(explained: Sequence[LineExplained]) -> str:
    out = io.StringIO()
    write_csv([row for one in explained for row in as_rows(one)], out)
    return out.getvalue()
