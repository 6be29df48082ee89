"""Asks the published warehouse; imports nothing heavier than DuckDB."""

import csv
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

import duckdb

from orchestration.mistakes import QueryError

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
}
WIDTH_MAX = 60


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def ask(database: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one statement on a version, which nothing can change."""
    try:
        with duckdb.connect(str(database), read_only=True, config=CONFIG) as connection:
            result = connection.execute(sql)
            names = [column[0] for column in result.description or []]
            return names, result.fetchall()
    except duckdb.Error as error:
        raise QueryError(str(error)) from error


def write(
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    form: Format,
    out: TextIO = sys.stdout,
) -> None:
    """Write rows as a table for people, or as CSV or JSON for programs."""
    if form is Format.CSV:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
    elif form is Format.JSON:
        objects = [dict(zip(names, row, strict=True)) for row in rows]
        json.dump(objects, out, default=str, indent=1, ensure_ascii=False)
        out.write("\n")
    else:
        out.write("\n".join(_table(names, rows)) + "\n")


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[str]:
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [
        max(len(line[column]) for line in [list(names), *cells])
        for column in range(len(names))
    ]
    numeric = [
        _is_numeric([row[column] for row in rows]) for column in range(len(names))
    ]
    lines = [_line(names, widths, numeric), "  ".join("-" * width for width in widths)]
    lines += [_line(row, widths, numeric) for row in cells]
    return [*lines, f"({len(rows)} row{'' if len(rows) == 1 else 's'})"]


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    parts = [
        cell.rjust(width) if is_number else cell.ljust(width)
        for cell, width, is_number in zip(cells, widths, numeric, strict=True)
    ]
    return "  ".join(parts).rstrip()


def _is_numeric(values: Sequence[Any]) -> bool:
    given = [value for value in values if value is not None]
    return bool(given) and not any(
        isinstance(value, bool) or not hasattr(value, "__abs__") for value in given
    )


def _cell(value: Any) -> str:
    text = "" if value is None else str(value).replace("\n", " ")
    return text if len(text) <= WIDTH_MAX else text[: WIDTH_MAX - 1] + "…"
