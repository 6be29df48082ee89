"""Writes what the models make of each invoice as tables, a whole frame at a time."""

from __future__ import annotations

import duckdb
import polars as pl

from models_ml.features.invoices import FEATURES, Deviations


def write_features(con: duckdb.DuckDBPyConnection, seen: Deviations) -> None:
    """Fill `learning.invoice_features`, one row per compared invoice.

    Values are distances from what the company was billed before; zero means as usual.
    """
    frame = pl.DataFrame(
        {
            "invoice_id": seen.invoice_ids,
            "company_id": seen.company_ids,
            "is_draft": seen.is_draft,
        }
        | dict(zip(FEATURES, seen.values.T, strict=True))
    )
    write_frame(con, "invoice_features", frame)


def write_frame(
    con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame
) -> None:
    """Replace the rows of a learning table by a frame's, whose columns it shares."""
    con.execute(f"delete from tallyhouse.learning.{table}")
    if frame.is_empty():
        return
    con.register("written_frame", frame)
    con.execute(
        f"insert into tallyhouse.learning.{table} by name select * from written_frame"
    )
    con.unregister("written_frame")
