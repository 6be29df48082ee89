"""Sets aside drafts that were issued after the version was published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from app.preview.comparison import AFTER, BEFORE, SCHEMA
from app.preview.differences import Comparison
from app.preview.inputs import PUBLISHED


@dataclass(frozen=True, slots=True)
class IssuedDraft:
    """A draft that is an invoice by now."""

    draft_id: str
    entity_id: str
    invoice_no: str
    issued_at: datetime


IssuedOf = Callable[[Sequence[str]], Sequence[IssuedDraft]]
"""Says which of these drafts stand as issued invoices."""


def issued_since(
    con: duckdb.DuckDBPyConnection, comparison: Comparison, issued_of: IssuedOf
) -> tuple[IssuedDraft, ...]:
    """The drafts of a comparison that were issued and that the version lacks."""
    differing = (*comparison.lines, *comparison.invoices)
    drafts = sorted({row.key.invoice_id for row in differing})
    return tuple(
        issued for issued in issued_of(drafts) if not _is_published(con, issued)
    )


def set_aside(con: duckdb.DuckDBPyConnection, issued: Sequence[IssuedDraft]) -> None:
    """Take these drafts out of both sides that were kept."""
    drafts = [one.draft_id for one in issued]
    for side in (BEFORE, AFTER):
        for table in ("invoices", "invoice_lines"):
            con.execute(
                f"delete from {SCHEMA}.{side}_{table} "
                "where list_contains(?, invoice_id)",
                [drafts],
            )


def _is_published(con: duckdb.DuckDBPyConnection, issued: IssuedDraft) -> bool:
    found = con.execute(
        f"select 1 from {PUBLISHED}.raw.issued_invoices "
        "where entity_id = ? and invoice_no = ?",
        [issued.entity_id, issued.invoice_no],
    )
    return found.fetchone() is not None
