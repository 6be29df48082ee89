"""Takes a Parquet file of usage as it is when its types already say what they must.

Such a file goes into the lake whole, nothing is written again. One value that breaks
the contract, and the file is read as text like any other, so that its bad rows go to
quarantine with their reasons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.column_names import RESERVED_PREFIX
from ingest.contracts.activity import USAGE
from ingest.contracts.columns import ColumnType
from ingest.headers import match_header
from ingest.reading.file_paths import one_file
from ingest.reading.parquet_types import column_types
from ingest.sql_text import quoted
from ingest.validation.times import FIRST_YEAR, LAST_YEAR

TEXT = "VARCHAR"
INSTANT = "TIMESTAMP WITH TIME ZONE"
WHOLE_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
SCALE_MAX = 6
QUANTITY_BELOW = 10**12
QUANTITY = "decimal(18, 6)"
EVENT_ID = "event_id"
REQUIRED_TEXTS = tuple(
    name
    for name in USAGE.required_columns
    if USAGE.column(name).type is ColumnType.TEXT and name != EVENT_ID
)


@dataclass(frozen=True)
class WholeFile:
    """A typed file: its column for each of the contract's, and what nobody knows."""

    path: Path
    given: Mapping[str, str]
    unknown: tuple[str, ...]


def whole_file(con: duckdb.DuckDBPyConnection, path: Path) -> WholeFile | None:
    """Return the file if it is Parquet whose types are those of the contract."""
    if path.suffix.lower() != ".parquet":
        return None
    try:
        types = column_types(con, path)
    except duckdb.Error:
        return None
    header = match_header(USAGE, tuple(types))
    is_typed = all(name in header.given for name in USAGE.required_columns) and all(
        _is_typed(USAGE.column(name).type, types[own])
        for name, own in header.given.items()
    )
    own_names = [name for name in types if name.startswith(RESERVED_PREFIX)]
    if not is_typed or own_names:
        return None
    return WholeFile(path, header.given, header.unknown)


def is_broken(con: duckdb.DuckDBPyConnection, file: WholeFile) -> bool:
    """Say whether a row of the file breaks the contract.

    A condition compares one bare column with a constant, so that the engine reads
    only row groups whose statistics admit such a value. An event without an id is
    left to whoever reads the ids.
    """
    years = (
        f"timestamptz '{FIRST_YEAR}-01-01 00:00:00+00'",
        f"timestamptz '{LAST_YEAR}-12-31 23:59:59.999999+00'",
    )
    broken = {
        "quantity": ("is null", f">= {QUANTITY_BELOW}", f"<= -{QUANTITY_BELOW}"),
        "occurred_at": ("is null", f"< {years[0]}", f"> {years[1]}"),
        "received_at": (f"< {years[0]}", f"> {years[1]}"),
        "corrects_event_id": ("> ''",),
        **dict.fromkeys(REQUIRED_TEXTS, ("is null", "= ''")),
    }
    source = f"read_parquet({quoted(one_file(file.path))})"
    found = " or ".join(
        f"exists (from {source} where {_named(file.given[name])} {condition})"
        for name, conditions in broken.items()
        if name in file.given
        for condition in conditions
    )
    return bool(con.execute(f"select {found}").fetchall()[0][0])


def whole_rows(files: Sequence[Path], given: Mapping[str, str]) -> str:
    """Return the SQL of the rows of whole files, which are named for their batches."""
    listed = ", ".join(quoted(one_file(path)) for path in files)
    columns = ", ".join(_column(name, given) for name in USAGE.column_names)
    return f"""(
        select
            parse_filename(filename, true) as _batch,
            file_row_number + 1 as _row,
            {columns}
        from read_parquet([{listed}], filename = true, file_row_number = true)
    )"""


def _is_typed(wanted: ColumnType, found: str) -> bool:
    if wanted is ColumnType.TEXT:
        return found == TEXT
    if wanted is ColumnType.INSTANT:
        return found == INSTANT
    if found.startswith("DECIMAL"):
        return int(found.rstrip(")").split(",")[1]) <= SCALE_MAX
    return found in WHOLE_NUMBERS


def _column(name: str, given: Mapping[str, str]) -> str:
    column = USAGE.column(name)
    own = _named(given[name]) if name in given else "null"
    if column.type is ColumnType.TEXT:
        value = f"nullif(cast({own} as varchar), '')"
        value = f"coalesce({value}, '')" if column.default == "" else value
    elif column.type is ColumnType.INSTANT:
        value = _utc(own)
        if column.default_from:
            value = f"coalesce({value}, {_utc(_named(given[column.default_from]))})"
    else:
        value = f"cast({own} as {QUANTITY})"
    return f"{value} as {name}"


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _utc(own: str) -> str:
    """Return the instant in UTC; `timezone` says the same and takes far longer."""
    return f"make_timestamp(epoch_us(cast({own} as timestamptz)))"
