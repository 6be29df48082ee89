"""Splits CSV text into numbered records, a quote that is never closed included."""

import csv
from dataclasses import dataclass

import polars as pl

PASSES_MAX = 200
HEADER_MAX = 100_000
FIELD = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
WELL_FORMED = rf"^{FIELD}(?:,{FIELD})*$"


@dataclass(frozen=True)
class SplitRecords:
    """Records by RFC 4180, and lines that no such reading makes sense of.

    Both frames hold `_row`, the line on which a record begins, and `text`.
    """

    well_formed: pl.DataFrame
    broken: pl.DataFrame


def split_records(text: str) -> SplitRecords:
    """Split the text; a record is broken alone, never with the lines after it."""
    newline = "\n" if "\n" in text else "\r"
    lines = pl.DataFrame({"text": text.split(newline)}).with_row_index("_row", 1)
    if '"' not in text:
        return _apart(_without_blanks(lines))
    good, broken = [], []
    width = 0
    for _ in range(PASSES_MAX):
        records = _grouped(lines, newline)
        width = width or _width(records)
        records = _judged(records, width)
        torn = records.filter(~pl.col("is_sound") & (pl.col("lines") > 1))
        if torn.is_empty():
            return _gathered(records, good, broken)
        first = int(torn["_row"][0])
        good.append(records.filter(pl.col("_row") < first))
        broken.append(lines.filter(pl.col("_row") == first))
        lines = lines.filter(pl.col("_row") > first)
    singles = _apart(_without_blanks(lines))
    return _joined([*good, singles.well_formed], [*broken, singles.broken])


def _grouped(lines: pl.DataFrame, newline: str) -> pl.DataFrame:
    """Join the lines that an open quote holds together."""
    quotes = pl.col("text").str.count_matches('"', literal=True)
    opened_before = quotes.cum_sum().shift(1, fill_value=0) % 2 == 1
    return _without_blanks(
        lines.with_columns(record=(~opened_before).cum_sum())
        .group_by("record", maintain_order=True)
        .agg(
            pl.col("_row").first(),
            pl.col("text").str.join(newline),
            lines=pl.len(),
        )
        .drop("record")
    )


def _width(records: pl.DataFrame) -> int:
    """Return how many fields the first record has, which is the header."""
    header = records["text"][0] if records.height else ""
    return len(next(csv.reader([header[:HEADER_MAX]]), [header]))


def _judged(records: pl.DataFrame, width: int) -> pl.DataFrame:
    """Say which records RFC 4180 allows.

    Lines that an open quote joins are one record only if they then have the
    header's number of fields; else the quote was never closed.
    """
    of_width = rf"^{FIELD}(?:,{FIELD}){{{width - 1}}}$"
    return records.with_columns(
        is_sound=pl.when(pl.col("lines") == 1)
        .then(pl.col("text").str.contains(WELL_FORMED))
        .otherwise(pl.col("text").str.contains(of_width))
    )


def _without_blanks(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.with_columns(pl.col("text").str.strip_suffix("\r")).filter(
        pl.col("text") != ""
    )


def _apart(lines: pl.DataFrame) -> SplitRecords:
    """Take each line for a record of its own."""
    return _joined(
        [lines.filter(pl.col("text").str.contains(WELL_FORMED))],
        [lines.filter(~pl.col("text").str.contains(WELL_FORMED))],
    )


def _gathered(
    records: pl.DataFrame, good: list[pl.DataFrame], broken: list[pl.DataFrame]
) -> SplitRecords:
    return _joined([*good, records], broken)


def _joined(good: list[pl.DataFrame], broken: list[pl.DataFrame]) -> SplitRecords:
    sound = [frame for frame in good if "is_sound" not in frame.columns]
    judged = [frame for frame in good if "is_sound" in frame.columns]
    sound += [frame.filter("is_sound") for frame in judged]
    unsound = [frame.filter(~pl.col("is_sound")) for frame in judged]
    return SplitRecords(_stacked(sound), _stacked([*broken, *unsound]))


def _stacked(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(
        [
            frame.select(pl.col("_row").cast(pl.Int64()), pl.col("text"))
            for frame in frames
        ]
    ).sort("_row")
