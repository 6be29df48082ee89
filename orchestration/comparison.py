"""Compares two versions by invoice, line and month of recurring revenue."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from app.preview import Comparison, attach
from app.preview.comparison import AFTER, BEFORE, compare, keep_side


def compare_versions(
    before: Path, after: Path, *, companies: Sequence[str] | None = None
) -> Comparison:
    """Return all that differs from one warehouse file to the other."""
    with duckdb.connect(":memory:") as con:
        for side, database in ((BEFORE, before), (AFTER, after)):
            attach(con, database.resolve(), "version")
            keep_side(con, side, "version", companies=companies)
            con.execute("detach version")
        return compare(con, with_same=False)
