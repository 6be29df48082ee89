"""All rows of one table, whichever file they came from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

import polars as pl

from ingest.contracts.columns import Column
from ingest.contracts.table import TableContract
from ingest.table_file import FileRows

QUARANTINE_ORDER = (
    "table_name",
    "source",
    "file",
    "row_number",
    "column_name",
    "value",
    "reason",
    "record",
)
NOTICE_SCHEMA: dict[str, pl.DataType] = {
    "table_name": pl.String(),
    "source": pl.String(),
    "file": pl.String(),
    "row_number": pl.Int64(),
    "column_name": pl.String(),
    "value": pl.String(),
    "reason": pl.String(),
}
CONFLICT_SCHEMA: dict[str, pl.DataType] = {
    "table_name": pl.String(),
    "key": pl.String(),
    "kept_file": pl.String(),
    "kept_row": pl.Int64(),
    "file": pl.String(),
    "row_number": pl.Int64(),
    "reason": pl.String(),
}
PROVENANCE = ("_source", "_file", "_row", "_landed_at")


def empty_rows(contract: TableContract) -> pl.DataFrame:
    """Return no rows of the table, all columns typed."""
    return _empty(contract.columns)


@cache
def _empty(columns: tuple[Column, ...]) -> pl.DataFrame:
    schema = {column.name: column.type.polars_type for column in columns}
    return pl.DataFrame(
        schema={
            **schema,
            "_source": pl.String(),
            "_file": pl.String(),
            "_row": pl.Int64(),
            "_landed_at": pl.Datetime("us"),
            "_order": pl.Int64(),
        }
    )


def gathered(
    contract: TableContract,
    files: Sequence[FileRows],
    landed_at: Mapping[str, datetime],
) -> pl.DataFrame:
    """Put the files' rows under each other, each row knowing where it came from."""
    frames = [
        file.accepted.with_columns(
            _source=pl.lit(file.source),
            _file=pl.lit(file.file),
            _landed_at=pl.lit(landed_at[file.sha256], pl.Datetime("us")),
            _order=pl.lit(order, pl.Int64()),
        )
        for order, file in enumerate(sorted(files, key=lambda file: file.file))
    ]
    return pl.concat([empty_rows(contract), *frames], how="diagonal")


def quarantine_rows(
    contract: TableContract, rows: pl.DataFrame, *, column: str, reason: pl.Expr
) -> pl.DataFrame:
    """Make quarantine rows of typed rows."""
    names = contract.column_names
    return rows.select(
        table_name=pl.lit(contract.name),
        source=pl.col("_source"),
        file=pl.col("_file"),
        row_number=pl.col("_row"),
        column_name=pl.lit(column),
        value=pl.col(column).cast(pl.String()),
        reason=reason,
        record=pl.struct(
            pl.col(name).cast(pl.String()) for name in names
        ).struct.json_encode(),
    )
