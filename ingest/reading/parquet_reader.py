"""Reads Parquet, native types included, as text columns."""

from pathlib import Path

import duckdb

from ingest.column_names import outside_reserved
from ingest.errors import UnreadableInputError
from ingest.reading.file_paths import one_file
from ingest.reading.parquet_types import DURATION, column_types
from ingest.reading.text_frame import TextFrame, no_shapeless

NESTED = ("STRUCT", "MAP", "LIST")


def read_parquet(path: Path, shown: str) -> TextFrame:
    """Return every row of the file as the text that the contract's CSV would have."""
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        try:
            types = column_types(con, path)
            names = outside_reserved(types)
            parts = [_text(n, *named) for n, named in enumerate(types.items())]
            rows = con.execute(
                f"""
                select file_row_number + 1 as _row, {", ".join(parts)}
                from read_parquet(?, file_row_number = true)
                """,
                [one_file(path)],
            ).pl()
        except duckdb.Error as error:
            raise UnreadableInputError(
                shown,
                "it is not a whole Parquet file",
                "It may have been cut off while it was copied: export it again",
            ) from error
    given = {f"c{n}": name for n, name in enumerate(names)}
    return TextFrame(names, rows.rename(given).lazy(), no_shapeless())


def _text(n: int, name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if kind.startswith(NESTED) or kind.endswith("[]"):
        return f"cast(to_json({quoted}) as varchar) as c{n}"
    if kind.startswith(DURATION):
        return f"{quoted} || ' {kind.removeprefix(DURATION)}' as c{n}"
    return f"nullif(cast({quoted} as varchar), '') as c{n}"
