"""Type the rows of one file, and set apart those that break the contract."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ingest.contracts.table import TableContract
from ingest.reading.text_frame import no_shapeless
from ingest.validation.broken_rows import quarantined
from ingest.validation.column_values import TEXT, given_text, parsed_column
from ingest.validation.faults import faults

UNKNOWN = "__unknown_"


@dataclass(frozen=True)
class CheckedRows:
    """Typed rows with `_row` and unknown columns, and quarantine rows."""

    accepted: pl.DataFrame
    quarantined: pl.DataFrame


def check_rows(
    contract: TableContract, rows: pl.LazyFrame, given: Mapping[str, str]
) -> CheckedRows:
    """Check rows of text; `given` names the file's column of a contract column."""
    typed = (
        _texts(contract, rows, given)
        .with_columns(
            parsed_column(column).value.alias(column.name)
            for column in contract.columns
        )
        .with_columns(_defaults(contract))
        .with_columns(
            __is_broken=pl.any_horizontal(fault.is_found for fault in faults(contract))
        )
        .collect()
    )
    sound = typed.filter(~pl.col("__is_broken"))
    unknown = [name for name in typed.columns if name.startswith(UNKNOWN)]
    return CheckedRows(
        accepted=sound.select(
            "_row",
            *contract.column_names,
            *(pl.col(name).alias(name.removeprefix(UNKNOWN)) for name in unknown),
        ),
        quarantined=quarantined(contract, typed.filter("__is_broken"))
        if typed["__is_broken"].any()
        else no_shapeless(),
    )


def _texts(
    contract: TableContract, rows: pl.LazyFrame, given: Mapping[str, str]
) -> pl.LazyFrame:
    """Select the contract's columns as text, absent ones empty, then the unknown."""
    used = {"_row", *given.values()}
    return rows.select(
        pl.col("_row").cast(pl.Int64()),
        *(
            pl.col(given[name]).cast(pl.String()).alias(TEXT + name)
            if name in given
            else pl.lit(None, pl.String()).alias(TEXT + name)
            for name in contract.column_names
        ),
        *(
            pl.col(name).cast(pl.String()).alias(UNKNOWN + name)
            for name in rows.collect_schema().names()
            if name not in used
        ),
    )


def _defaults(contract: TableContract) -> list[pl.Expr]:
    """Fill what the file left empty from other columns of the same row."""
    filled = [
        (column.name, pl.col(column.default_from))
        for column in contract.columns
        if column.default_from
    ]
    return [
        pl.when(given_text(contract.column(name)).is_null())
        .then(value)
        .otherwise(pl.col(name))
        .alias(name)
        for name, value in [*filled, *contract.computed_defaults]
    ]
