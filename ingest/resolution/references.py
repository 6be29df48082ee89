"""Quarantines rows that refer to something the folder does not hold."""

from collections.abc import Mapping

import polars as pl

from ingest.contracts.columns import Column
from ingest.contracts.table import TableContract
from ingest.resolution.table_rows import quarantine_rows

GENERATIONS_MAX = 100


def without_unknown_references(
    contract: TableContract, rows: pl.DataFrame, kept: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Return the rows whose references exist, and quarantine rows for the others.

    A row that refers to its own table goes too when the row it names goes, so this
    repeats until nothing more is found.
    """
    quarantined: list[pl.DataFrame] = []
    columns = [column for column in contract.columns if column.references]
    for _ in range(GENERATIONS_MAX):
        before = rows.height
        for column in columns:
            rows, unknown = _split(contract, rows, column, kept)
            if unknown.height:
                quarantined.append(unknown)
        if rows.height == before:
            return rows, quarantined
    return rows, quarantined


def _split(
    contract: TableContract,
    rows: pl.DataFrame,
    column: Column,
    kept: Mapping[str, pl.DataFrame],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    table = column.references_table or ""
    known = (rows if table == contract.name else kept[table]).get_column(
        column.references_column or ""
    )
    is_unknown = (
        pl.col(column.name).is_not_null()
        & ~pl.col(column.name).is_in(known.drop_nulls().unique().implode())
        & (pl.col("_source") != "store")
    )
    unknown = rows.filter(is_unknown)
    reason = pl.format(
        "{} `{}` is not among the accepted rows of {}; add it there or correct it here",
        pl.lit(column.name),
        pl.col(column.name),
        pl.lit(table),
    )
    return (
        rows.filter(~is_unknown),
        quarantine_rows(contract, unknown, column=column.name, reason=reason),
    )
