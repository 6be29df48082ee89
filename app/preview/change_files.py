"""Reads changed rows from CSV files named like the input tables, or from one line."""

import csv
import shlex
from collections.abc import Iterable
from pathlib import Path

from app.preview.changes import ChangeKind, PreviewError, RowChange

KIND = "_change"
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
KINDS = ", ".join(f"`{kind.value}`" for kind in ChangeKind if kind.value)


def read_change_files(paths: Iterable[Path]) -> list[RowChange]:
    """Read every CSV file, and those of every folder, as changes of their table.

    A column `_change` may say `add`, `replace` or `remove`; where it is empty or
    missing the row is added or changed. A column that the file lacks stays as it is.
    """
    return [change for path in paths for file in _files(path) for change in _rows(file)]


def read_change_line(text: str) -> RowChange:
    """Read one row written on the command line.

    Example: `"subscription_items item_id=seats quantity=5"`, or with `remove` after
    the table's name.
    """
    place = f"--change `{text}`"
    try:
        table, *words = shlex.split(text)
    except ValueError as error:
        raise PreviewError(f"{place}: {error}. {_LINE}") from None
    kind = _kind(words.pop(0), place) if words and "=" not in words[0] else ""
    pairs = [word.partition("=") for word in words]
    if not pairs or not all(equals for _, equals, _ in pairs):
        raise PreviewError(f"{place}: this is not a row. {_LINE}")
    values = {name: value for name, _, value in pairs}
    return RowChange(table, values, ChangeKind(kind), place)


_LINE = 'Write "TABLE column=value ...", such as "subscriptions subscription_id=s1".'


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(path.glob("*.csv"))
        if found:
            return found
        raise PreviewError(
            f"The folder {path} holds no CSV file. Put one there for each table that "
            "changes, such as subscription_items.csv."
        )
    if not path.is_file():
        raise PreviewError(f"There is no file or folder {path}. Name an existing one.")
    if path.suffix != ".csv":
        raise PreviewError(f"{path} is not a CSV file. Write its rows as one.")
    return [path]


def _rows(file: Path) -> list[RowChange]:
    with file.open(newline="", encoding="utf-8-sig") as opened:
        try:
            lines = list(csv.reader(opened, strict=True))
        except (csv.Error, UnicodeDecodeError) as error:
            message = f"{file} cannot be read as CSV: {error}. Save it as UTF-8 CSV."
            raise PreviewError(message) from None
    if not lines:
        raise PreviewError(f"{file} is empty. Its first row names the columns.")
    header = [name.strip() for name in lines[0]]
    _refuse_other_separators(file, header)
    return [
        _row(file, header, cells, number)
        for number, cells in enumerate(lines[1:], start=2)
        if cells
    ]


def _refuse_other_separators(file: Path, header: list[str]) -> None:
    for separator, name in SEPARATORS.items():
        if len(header) == 1 and separator in header[0]:
            raise PreviewError(
                f"{file} separates its cells by {name}. Save it with commas instead."
            )


def _row(file: Path, header: list[str], cells: list[str], number: int) -> RowChange:
    place = f"{file.name}, row {number}"
    if len(cells) != len(header):
        raise PreviewError(
            f"{place}: has {len(cells)} cells where the header has {len(header)}. "
            "Quote the cells that hold commas."
        )
    values = dict(zip(header, cells, strict=True))
    kind = _kind(values.pop(KIND, "").strip(), place)
    return RowChange(file.stem, values, ChangeKind(kind), place)


def _kind(word: str, place: str) -> str:
    if word in set(ChangeKind):
        return word
    raise PreviewError(f"{place}: `{word}` is no kind of change. Write {KINDS}.")
