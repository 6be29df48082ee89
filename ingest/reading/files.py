"""Reads a file by its ending."""

from pathlib import Path

from ingest.reading.csv_reader import read_csv
from ingest.reading.jsonl_reader import read_jsonl
from ingest.reading.parquet_reader import read_parquet
from ingest.reading.text_frame import TextFrame

READERS = {
    ".csv": read_csv,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".parquet": read_parquet,
}


def read_file(path: Path, shown: str) -> TextFrame:
    """Return the file's records as text; `shown` is its name in messages."""
    return READERS[path.suffix.lower()](path, shown)
