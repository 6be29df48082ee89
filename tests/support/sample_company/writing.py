"""Rows become CSV files with the same bytes on every machine."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.sample_company.columns import COLUMNS

Row = Mapping[str, object]


@dataclass(frozen=True)
class Part:
    """One file of a table, with lines that no CSV writer would make."""

    table: str
    rows: tuple[Row, ...]
    name: str = ""
    broken_lines: tuple[str, ...] = field(default=())

    @property
    def path(self) -> Path:
        """Where the file lies inside the data folder."""
        if self.name:
            return Path(self.table) / f"{self.name}.csv"
        return Path(f"{self.table}.csv")


def write(parts: Iterable[Part], folder: Path) -> list[Path]:
    """Write every part and say which files were written."""
    written = []
    for part in parts:
        path = folder / part.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text_of(part).encode())
        written.append(path)
    return written


def text_of(part: Part) -> str:
    """The part's content, its broken lines in the middle of the good ones."""
    lines = [_line(COLUMNS[part.table])]
    lines += [_line(_cells(part.table, row)) for row in part.rows]
    middle = (len(lines) + 1) // 2
    lines[middle:middle] = [f"{line}\n" for line in part.broken_lines]
    return "".join(lines)


def _cells(table: str, row: Row) -> list[str]:
    unknown = set(row) - set(COLUMNS[table])
    if unknown:
        raise KeyError(f"{table} has no column {sorted(unknown)}")
    return [_cell(row.get(column)) for column in COLUMNS[table]]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
