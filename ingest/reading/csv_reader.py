"""Reads CSV as text by DuckDB, which keeps the records it rejects."""

import csv
import tempfile
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from ingest.column_names import outside_reserved
from ingest.errors import UnreadableInputError
from ingest.reading.csv_records import split_records
from ingest.reading.file_text import file_text
from ingest.reading.text_frame import TextFrame, shapeless

BUFFER_BYTES_MAX = 32 * 1024 * 1024
ROW_NUMBER_BYTES = 64
QUOTE_REASON = (
    "a quote is not closed, or stands inside a field that is not quoted; "
    'write a quote inside a quoted field as ""'
)
REJECTED_SQL = """
    select
        cast(split_part(csv_line, ',', 1) as bigint) as _row,
        any_value(error_type) as error_type,
        max(column_idx) as last_column
    from reject_errors
    group by all
"""


def read_csv(path: Path, shown: str) -> TextFrame:
    """Return every record of the file, as text or among the shapeless."""
    split = split_records(file_text(path, shown))
    if split.well_formed.is_empty():
        raise _without_header(shown)
    header = _header(split.well_formed["text"][0], shown)
    if split.broken.height and split.broken["_row"][0] < split.well_formed["_row"][0]:
        raise _without_header(shown)
    records = split.well_formed.slice(1)
    rows, rejected = _parsed(records, len(header))
    if rows.height + rejected.height != records.height:
        raise UnreadableInputError(
            shown,
            f"of {records.height} records only {rows.height + rejected.height} "
            "can be told apart",
            "Look for control characters in the file and export it again",
        )
    return TextFrame(
        columns=header,
        rows=rows.rename(_positions(header)).lazy(),
        shapeless=pl.concat(
            [
                shapeless(split.broken, reason=pl.lit(QUOTE_REASON)),
                shapeless(rejected, reason=_width_reason(len(header))),
            ]
        ).sort("row_number"),
    )


def _without_header(shown: str) -> UnreadableInputError:
    return UnreadableInputError(
        shown,
        "its header row cannot be read",
        "Begin the file with one row of column names",
    )


def _header(record: str, shown: str) -> tuple[str, ...]:
    """Return the column names, a nameless one by its position."""
    try:
        cells = [cell.strip() for cell in next(csv.reader([record]))]
    except csv.Error as error:  # such as a line end of its own kind
        raise _without_header(shown) from error
    names = [name or f"column_{n}" for n, name in enumerate(cells, start=1)]
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise UnreadableInputError(
            shown,
            f"the header names `{min(repeated)}` twice",
            "Give each column its own name",
            column=min(repeated),
        )
    return outside_reserved(names)


def _positions(header: tuple[str, ...]) -> dict[str, str]:
    return {f"c{n}": name for n, name in enumerate(header)}


def _parsed(records: pl.DataFrame, width: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Parse records that carry their own row number in front."""
    if records.is_empty():
        return _nothing_parsed(width)
    names = ["_row", *(f"c{n}" for n in range(width))]
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    with tempfile.TemporaryDirectory() as folder, _parser().cursor() as con:
        numbered = Path(folder) / "records.csv"
        _write_numbered(records, numbered)
        longest = int(records.select(pl.col("text").str.len_bytes().max()).item())
        line_bytes = longest + ROW_NUMBER_BYTES
        buffer_bytes = max(
            2 * line_bytes, min(numbered.stat().st_size, BUFFER_BYTES_MAX)
        )
        rows = con.execute(
            f"""
            select * replace (cast(_row as bigint) as _row) from read_csv(
                ?, auto_detect = false, header = false, delim = ',', quote = '"',
                escape = '"', nullstr = '', new_line = '\\n', strict_mode = true,
                store_rejects = true, rejects_limit = 0, parallel = false,
                max_line_size = {line_bytes}, buffer_size = {buffer_bytes},
                columns = {{{columns}}}
            )
            """,
            [str(numbered)],
        ).pl()
        rejected = con.execute(REJECTED_SQL).pl()
    return rows, rejected.join(records, on="_row", how="inner")


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Open a database for all files of the process; what one leaves ends with it."""
    return duckdb.connect()


def _nothing_parsed(width: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    texts = {f"c{n}": pl.String() for n in range(width)}
    rejected = {"_row": pl.Int64(), "error_type": pl.String(), "text": pl.String()}
    return pl.DataFrame(schema={"_row": pl.Int64(), **texts}), pl.DataFrame(
        schema=rejected
    )


def _write_numbered(records: pl.DataFrame, target: Path) -> None:
    lines = records.select(
        pl.concat_str(pl.col("_row").cast(pl.String()), "text", separator=",")
    )
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write("\n".join(lines.to_series().to_list()))
        file.write("\n")


def _width_reason(width: int) -> pl.Expr:
    return pl.when(pl.col("error_type") == "MISSING COLUMNS").then(
        pl.lit(f"has fewer fields than the {width} of the header")
    ).when(pl.col("error_type") == "TOO MANY COLUMNS").then(
        pl.lit(f"has more fields than the {width} of the header")
    ).otherwise(pl.format("cannot be read as CSV ({})", pl.col("error_type"))) + pl.lit(
        "; quote a text that holds a comma, and fill every column"
    )
