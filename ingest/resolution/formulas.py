"""Notices texts that a spreadsheet would run as a formula.

The text stays as it was given, because a warehouse runs no formula; whoever exports
it to a spreadsheet neutralises it there.
"""

import polars as pl

from ingest.contracts.table import TableContract
from ingest.resolution.table_rows import NOTICE_SCHEMA

FORMULA = r"^[=@\t\r]|^[+-].*[(|!]"


def formula_notices(contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Return one notice per file and column that holds such texts."""
    texts = [
        name
        for name, kind in rows.schema.items()
        if kind == pl.String()
        and not name.startswith("_")
        and rows.get_column(name).str.contains(FORMULA).any()
    ]
    found = [_in_column(contract, rows, name) for name in texts]
    return pl.concat([pl.DataFrame(schema=NOTICE_SCHEMA), *found])


def _in_column(contract: TableContract, rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return (
        rows.filter(pl.col(name).str.contains(FORMULA))
        .sort("_row")
        .group_by("_source", "_file", maintain_order=True)
        .agg(pl.col("_row").first(), value=pl.col(name).first(), cells=pl.len())
        .select(
            table_name=pl.lit(contract.name),
            source=pl.col("_source"),
            file=pl.col("_file"),
            row_number=pl.col("_row"),
            column_name=pl.lit(name),
            value=pl.col("value"),
            reason=pl.format(
                "begins like a spreadsheet formula ({} such cells); it is kept as text "
                "and neutralised wherever it is exported",
                "cells",
            ),
        )
    )
