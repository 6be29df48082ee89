"""What the adapters of CSV exports share: rows as mappings, rejects kept."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from ingest.adapter_contract import AdapterOutput
from ingest.reading.file_text import file_text
from ingest.reading.text_frame import TextFrame


def text_rows(text: TextFrame) -> Iterator[Mapping[str, str | None]]:
    """The records of a file that has one header row, by column name."""
    frame = text.rows.with_columns(pl.col("_row").cast(pl.String())).collect()
    yield from frame.iter_rows(named=True)


def joined(output: AdapterOutput, text: TextFrame, table: str) -> AdapterOutput:
    """The output with the records that had no shape among the table's quarantined."""
    shapeless = text.shapeless.with_columns(table_name=pl.lit(table))
    return replace(
        output,
        quarantined=pl.concat([output.quarantined, shapeless]),
        records=output.records + shapeless.height,
    )


def report_lines(path: Path) -> list[tuple[int, list[str]]]:
    """The numbered lines of a printed report, in which columns come and go."""
    reader = csv.reader(io.StringIO(file_text(path, path.name)))
    lines = []
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            lines.append((reader.line_num, stripped))
    return lines
