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
from ingest.validation.times import FIRST_YEAR, LAST_YEAR

TEXT = "VARCHAR"
INSTANT = "TIMESTAMP WITH TIME ZONE"
WHOLE_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
SCALE_MAX = 6
QUANTITY_BELOW = 10**12
QUANTITY = "decimal(18, 6)"
ANY_QUANTITY = "decimal(38, 6)"


@dataclass(frozen=True)
class WholeFile:
    """A typed file: its column for each of the contract's, and what nobody knows."""

    path: Path
    given: Mapping[str, str]
    unknown: tuple[str, ...]


def whole_file(path: Path) -> WholeFile | None:
    """Return the file if it is Parquet whose types are those of the contract."""
    if path.suffix.lower() != ".parquet":
        return None
    with duckdb.connect() as con:
        try:
            described = con.execute(
                "describe select * from read_parquet(?)", [one_file(path)]
            ).fetchall()
        except duckdb.Error:
            return None
    types = {str(row[0]): str(row[1]) for row in described}
    header = match_header(USAGE, tuple(types))
    is_typed = all(name in header.given for name in USAGE.required_columns) and all(
        _is_typed(USAGE.column(name).type, types[own])
        for name, own in header.given.items()
    )
    own_names = [name for name in types if name.startswith(RESERVED_PREFIX)]
    if not is_typed or own_names:
        return None
    return WholeFile(path, header.given, header.unknown)


def is_sound_sql() -> str:
    """Return the SQL that says whether a row of a whole file keeps the contract."""
    required = [
        f"{name} is not null and {name} <> ''"
        for name in USAGE.required_columns
        if USAGE.column(name).type is ColumnType.TEXT
    ]
    years = (
        f"between timestamp '{FIRST_YEAR}-01-01' "
        f"and timestamp '{LAST_YEAR}-12-31 23:59:59.999999'"
    )
    return " and ".join(
        [
            *required,
            f"quantity is not null and abs(quantity) < {QUANTITY_BELOW}",
            f"occurred_at is not null and occurred_at {years}",
            f"received_at {years}",
            "corrects_event_id is null",
        ]
    )


def whole_rows(
    files: Sequence[Path], given: Mapping[str, str], *, quantity: str = QUANTITY
) -> str:
    """Return the SQL of the rows of whole files, which are named for their batches."""
    listed = ", ".join("'" + one_file(path).replace("'", "''") + "'" for path in files)
    columns = ", ".join(_column(name, given, quantity) for name in USAGE.column_names)
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


def _column(name: str, given: Mapping[str, str], quantity: str) -> str:
    column = USAGE.column(name)
    own = _quoted(given[name]) if name in given else "null"
    if column.type is ColumnType.TEXT:
        value = f"nullif(cast({own} as varchar), '')"
        value = f"coalesce({value}, '')" if column.default == "" else value
    elif column.type is ColumnType.INSTANT:
        value = _utc(own)
        if column.default_from:
            value = f"coalesce({value}, {_utc(_quoted(given[column.default_from]))})"
    else:
        value = f"cast({own} as {quantity})"
    return f"{value} as {name}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _utc(own: str) -> str:
    """Return the instant in UTC; `timezone` says the same and takes far longer."""
    return f"make_timestamp(epoch_us(cast({own} as timestamptz)))"
