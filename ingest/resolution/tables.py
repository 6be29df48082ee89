"""Resolves every table in the order of their references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from ingest.contracts import ROW_TABLES
from ingest.contracts.table import TableContract
from ingest.resolution.currencies import (
    currency_notices,
    without_crossing_applications,
)
from ingest.resolution.customers import with_companies
from ingest.resolution.duplicates import deduplicate
from ingest.resolution.formulas import formula_notices
from ingest.resolution.invoice_sellers import with_sellers
from ingest.resolution.references import without_unknown_references
from ingest.resolution.table_rows import (
    CONFLICT_SCHEMA,
    QUARANTINE_ORDER,
    empty_rows,
    gathered,
)
from ingest.table_file import FileRows


@dataclass(frozen=True)
class ResolvedTables:
    """The rows that each table keeps, and everything to tell people about."""

    rows: Mapping[str, pl.DataFrame]
    quarantined: pl.DataFrame
    conflicts: pl.DataFrame
    notices: pl.DataFrame
    repeated: Mapping[tuple[str, str], int]
    """How many rows of a (table, file) only repeat a row that is kept."""


@dataclass(frozen=True)
class _OneTable:
    rows: pl.DataFrame
    quarantined: list[pl.DataFrame]
    conflicts: pl.DataFrame
    repeated: dict[tuple[str, str], int]


def resolve_tables(
    files: Sequence[FileRows],
    stored: Mapping[str, pl.DataFrame],
    landed_at: Mapping[str, datetime],
) -> ResolvedTables:
    """Resolve the folder's rows together with what the store issued."""
    kept: dict[str, pl.DataFrame] = {}
    tables: list[_OneTable] = []
    for contract in ROW_TABLES:
        own = [file for file in files if file.table == contract.name]
        rows = pl.concat(
            [
                stored.get(contract.name, empty_rows(contract)),
                gathered(contract, own, landed_at),
            ],
            how="diagonal",
        )
        table = _resolve(contract, rows, kept)
        kept[contract.name] = table.rows
        tables.append(table)
    set_apart = [frame for table in tables for frame in table.quarantined]
    shapeless = [file.quarantined for file in files]
    return ResolvedTables(
        rows=kept,
        quarantined=_ordered([*shapeless, *set_apart]),
        conflicts=pl.concat([table.conflicts for table in tables]),
        notices=pl.concat(
            [
                *(
                    formula_notices(table, kept[table.name])
                    for table in ROW_TABLES
                    if kept[table.name].height
                ),
                currency_notices(kept),
            ]
        ),
        repeated={key: n for table in tables for key, n in table.repeated.items()},
    )


def _resolve(
    contract: TableContract, rows: pl.DataFrame, kept: Mapping[str, pl.DataFrame]
) -> _OneTable:
    if rows.is_empty():
        return _OneTable(rows, [], pl.DataFrame(schema=CONFLICT_SCHEMA), {})
    rows = with_companies(contract, rows, kept)
    rows, of_sellers = with_sellers(contract, rows, kept)
    rows, of_references = without_unknown_references(contract, rows, kept)
    rows, of_currencies = without_crossing_applications(contract, rows, kept)
    deduplicated = deduplicate(contract, rows)
    counts = deduplicated.repeated.group_by("_file").len()
    return _OneTable(
        rows=deduplicated.kept,
        quarantined=[*of_sellers, *of_references, *of_currencies],
        conflicts=deduplicated.conflicts,
        repeated={(contract.name, file): n for file, n in counts.iter_rows()},
    )


def _ordered(frames: list[pl.DataFrame]) -> pl.DataFrame:
    empty = pl.DataFrame(
        schema={
            name: pl.Int64() if name == "row_number" else pl.String()
            for name in QUARANTINE_ORDER
        }
    )
    return pl.concat(
        [empty, *(frame.select(QUARANTINE_ORDER) for frame in frames)]
    ).sort("table_name", "file", "row_number", nulls_last=True)
