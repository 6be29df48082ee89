"""Writes a data folder once more, its rows in another order and its files split.

Which row of a key counts may depend on the order in which they are told (the last row
of a catalogue's key, the first of a document's), so rows of one key keep theirs.
Usage has an order of its own, by when it was received, so there everything moves.
"""

import csv
import random
from collections import defaultdict
from pathlib import Path

from ingest.contracts import CONTRACTS_BY_NAME

Cells = list[str]


def write_shuffled(source: Path, target: Path, *, seed: int, parts: int) -> Path:
    """Write every CSV of the folder as several part files of shuffled rows."""
    order = random.Random(seed)
    for path in sorted(source.rglob("*.csv")):
        is_part = path.parent != source
        table = path.parent.name if is_part else path.stem
        header, *rows = _read(path)
        shuffled = _shuffled(table, header, rows, order)
        folder = target / table
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{path.stem}-" if is_part else ""
        for number in range(parts):
            begin = len(shuffled) * number // parts
            end = len(shuffled) * (number + 1) // parts
            if end > begin or not shuffled:
                _write(folder / f"{stem}{number}.csv", [header, *shuffled[begin:end]])
    return target


def _shuffled(
    table: str, header: Cells, rows: list[Cells], order: random.Random
) -> list[Cells]:
    """Shuffle the rows, those of one key staying in the order of their own."""
    shuffled = order.sample(rows, len(rows))
    if table == "usage":
        return shuffled
    contract = CONTRACTS_BY_NAME[table]
    places = [header.index(name) for name in contract.key if name in header]
    waiting: dict[tuple[str, ...], list[Cells]] = defaultdict(list)
    for row in rows:
        waiting[_key(row, places)].append(row)
    return [waiting[_key(row, places)].pop(0) for row in shuffled]


def _key(row: Cells, places: list[int]) -> tuple[str, ...]:
    return tuple(row[place] for place in places if place < len(row))


def _read(path: Path) -> list[Cells]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def _write(path: Path, rows: list[Cells]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
