"""Reads JSON Lines, one object a line, as text columns."""

from pathlib import Path

import duckdb
import polars as pl

from ingest.column_names import outside_reserved
from ingest.reading.file_text import file_text
from ingest.reading.text_frame import TextFrame, shapeless

EXACT_DIGITS_MAX = 15
SHAPE_REASON = "is not one JSON object on one line; write each record as {...}"


def read_jsonl(path: Path, shown: str) -> TextFrame:
    """Return every line of the file, as text columns or among the shapeless."""
    lines = (
        pl.DataFrame({"text": file_text(path, shown).split("\n")})
        .with_row_index("_row", 1)
        .with_columns(pl.col("_row").cast(pl.Int64()), pl.col("text").str.strip_chars())
        .filter(pl.col("text") != "")
    )
    with duckdb.connect() as con:
        con.register("lines", lines)
        con.execute(
            """
            create temp table sound as select _row, text from lines
            where case when json_valid(text) then json_type(text) = 'OBJECT' end
            order by _row
            """
        )
        keys = [
            str(row[0])
            for row in con.execute(
                "select distinct unnest(json_keys(text)) as key from sound order by 1"
            ).fetchall()
        ]
        rows = con.execute(f"select {_columns(keys)} from sound").pl()
    broken = lines.join(rows, on="_row", how="anti")
    names = outside_reserved(keys)
    inexact = _inexact(rows, keys, lines)
    return TextFrame(
        columns=names,
        rows=rows.join(inexact, left_on="_row", right_on="row_number", how="anti")
        .select("_row", *(pl.col(f"c{n}").alias(key) for n, key in enumerate(names)))
        .lazy(),
        shapeless=pl.concat(
            [shapeless(broken, reason=pl.lit(SHAPE_REASON)), inexact]
        ).sort("row_number"),
    )


def _columns(keys: list[str]) -> str:
    """Extract each key as text and, for numbers with a point, its type."""
    parts = ["_row"]
    for n, key in enumerate(keys):
        pointer = (
            "'/" + key.replace("~", "~0").replace("/", "~1").replace("'", "''") + "'"
        )
        parts.append(f"nullif(json_extract_string(text, {pointer}), '') as c{n}")
        parts.append(f"json_type(text, {pointer}) as t{n}")
    return ", ".join(parts)


def _inexact(rows: pl.DataFrame, keys: list[str], lines: pl.DataFrame) -> pl.DataFrame:
    """Find numbers that a binary float has already changed."""
    found = [_inexact_in(rows, n, key) for n, key in enumerate(keys)]
    if not found:
        return shapeless(lines.clear(), reason=pl.lit(""))
    return (
        pl.concat(found)
        .unique("_row", keep="first", maintain_order=True)
        .join(lines, on="_row")
        .select(
            table_name=pl.lit(None, pl.String()),
            row_number=pl.col("_row"),
            column_name="column",
            value="value",
            reason=pl.lit(
                f"a JSON number of more than {EXACT_DIGITS_MAX} digits is not exact; "
                "write it as a string"
            ),
            record="text",
        )
    )


def _inexact_in(rows: pl.DataFrame, n: int, key: str) -> pl.DataFrame:
    digits = pl.col(f"c{n}").str.replace_all(r"[^0-9]|\.0$", "").str.len_bytes()
    return rows.filter(
        (pl.col(f"t{n}") == "DOUBLE") & (digits > EXACT_DIGITS_MAX)
    ).select("_row", column=pl.lit(key), value=pl.col(f"c{n}"))
