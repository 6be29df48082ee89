"""Writes what the anomaly model sees of each invoice, so that people can see it too."""

from __future__ import annotations

from pathlib import Path

import duckdb

from models_ml.features.invoice_lines import lines_from_marts
from models_ml.features.invoices import FEATURES, deviations, remember_history
from models_ml.schema import create_learning_tables


def write_features(database: Path) -> int:
    """Fill `learning.invoice_features`, one row per invoice with enough history.

    Returns the number of rows. Values are distances from what the company was billed
    before; zero means as usual.
    """
    with lines_from_marts(database) as lines:
        remember_history(lines)
        seen = deviations(lines, "lines")
    rows = [
        (invoice, company, bool(draft), *(float(value) for value in values))
        for invoice, company, draft, values in zip(
            seen.invoice_ids, seen.company_ids, seen.is_draft, seen.values, strict=True
        )
    ]
    with duckdb.connect(str(database)) as con:
        create_learning_tables(con)
        con.begin()
        con.execute("delete from tallyhouse.learning.invoice_features")
        if rows:
            marks = ", ".join("?" for _ in range(3 + len(FEATURES)))
            con.executemany(
                f"insert into tallyhouse.learning.invoice_features values ({marks})",
                rows,
            )
        con.commit()
    return len(rows)
