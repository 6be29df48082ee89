"""Writes what the anomaly model sees of each invoice, so that people can see it too."""

from __future__ import annotations

import duckdb

from models_ml.features.invoices import FEATURES, Deviations


def write_features(con: duckdb.DuckDBPyConnection, seen: Deviations) -> None:
    """Fill `learning.invoice_features`, one row per invoice with enough history.

    Values are distances from what the company was billed before; zero means as usual.
    """
    rows = [
        (invoice, company, bool(draft), *(float(value) for value in values))
        for invoice, company, draft, values in zip(
            seen.invoice_ids, seen.company_ids, seen.is_draft, seen.values, strict=True
        )
    ]
    con.execute("delete from tallyhouse.learning.invoice_features")
    if rows:
        marks = ", ".join("?" for _ in range(3 + len(FEATURES)))
        con.executemany(
            f"insert into tallyhouse.learning.invoice_features values ({marks})", rows
        )
