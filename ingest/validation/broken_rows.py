"""Turn rows that break the contract into quarantine rows for people to read."""

import polars as pl

from ingest.contracts.table import TableContract
from ingest.validation.column_values import TEXT
from ingest.validation.faults import Fault, faults


def quarantined(contract: TableContract, broken: pl.DataFrame) -> pl.DataFrame:
    """Make one row per record: the first column at fault, and every reason."""
    found = faults(contract)
    said = [
        pl.when(fault.is_found).then(
            pl.concat_str(pl.lit(f"{fault.column} "), fault.reason)
        )
        for fault in found
    ]
    names = contract.column_names
    return broken.select(
        table_name=pl.lit(contract.name),
        row_number=pl.col("_row"),
        column_name=_of_first(found, {name: pl.lit(name) for name in names}),
        value=_of_first(
            found, {name: pl.col(TEXT + name).fill_null("") for name in names}
        ),
        reason=pl.concat_str(said, separator="; ", ignore_nulls=True),
        record=pl.struct(
            pl.col(TEXT + name).alias(name) for name in names
        ).struct.json_encode(),
    )


def _of_first(found: list[Fault], values: dict[str, pl.Expr]) -> pl.Expr:
    return pl.coalesce(
        pl.when(fault.is_found).then(values[fault.column]) for fault in found
    )
