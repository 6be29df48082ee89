"""What reading one file gives, whatever its format."""

from dataclasses import dataclass

import polars as pl

from ingest.adapter_contract import QUARANTINE_SCHEMA


@dataclass(frozen=True)
class TextFrame:
    """A file's records as text columns and `_row`, and those that have no shape."""

    columns: tuple[str, ...]
    rows: pl.LazyFrame
    shapeless: pl.DataFrame

    @property
    def records(self) -> int:
        """How many physical records the file holds."""
        height = self.rows.select(pl.len()).collect().item()
        return int(height) + self.shapeless.height


def no_shapeless() -> pl.DataFrame:
    """Return an empty frame of records without a shape."""
    return pl.DataFrame(schema=QUARANTINE_SCHEMA)


def shapeless(frame: pl.DataFrame, *, reason: pl.Expr) -> pl.DataFrame:
    """Make quarantine rows of `_row` and the record's `text`."""
    return frame.select(
        table_name=pl.lit(None, pl.String()),
        row_number=pl.col("_row").cast(pl.Int64()),
        column_name=pl.lit(None, pl.String()),
        value=pl.lit(None, pl.String()),
        reason=reason,
        record=pl.col("text"),
    )
