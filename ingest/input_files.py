"""Reads the files of the folder, those of adapters included, into checked rows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from ingest.adapter_contract import Adapter, AdapterOutput
from ingest.checked_files import CheckedFiles
from ingest.content_hashes import ContentHashes
from ingest.contracts import CONTRACTS_BY_NAME
from ingest.contracts.table import TableContract
from ingest.discovery import InputFile, InputFolder
from ingest.reading.files import read_file
from ingest.reading.text_frame import TextFrame
from ingest.resolution.reversals import DISPUTES, with_disputes_won
from ingest.table_file import FOLDER, FileRows, check_file
from ingest.usage_lake.landing import UsageInput

USAGE = "usage"


@dataclass(frozen=True)
class InputRows:
    """What all files of the folder say: rows of tables, and usage for the lake."""

    tables: tuple[FileRows, ...]
    usage: tuple[UsageInput, ...]


def read_folder(
    folder: InputFolder, hashes: ContentHashes, checked: CheckedFiles
) -> InputRows:
    """Read every file, except usage, which is read when its turn to land comes."""
    tables: list[FileRows] = []
    usage: list[UsageInput] = []
    for file in folder.files:
        sha256 = hashes.of(file.path)
        if file.table and file.table.name == USAGE:
            read = partial(_of_table, file, file.table, sha256)
            usage.append(UsageInput(file.shown, FOLDER, sha256, read, file.path))
        elif file.adapter and file.adapter.is_usage:
            read = partial(_adapted_usage, file, file.adapter, sha256)
            usage.append(UsageInput(file.shown, file.adapter.name, sha256, read))
        else:
            tables += _read(file, sha256, checked)
    return InputRows(with_disputes_won(tables), tuple(usage))


def _read(file: InputFile, sha256: str, checked: CheckedFiles) -> list[FileRows]:
    if file.adapter:
        return _adapted(file, file.adapter, sha256)
    if not file.table:
        return []
    check = partial(_of_table, file, file.table, sha256)
    return [checked.of(file.path, file.table.name, file.shown, sha256, check)]


def _of_table(file: InputFile, table: TableContract, sha256: str) -> FileRows:
    text = read_file(file.path, file.shown)
    return check_file(table, text, source=FOLDER, file=file.shown, sha256=sha256)


def _adapted(file: InputFile, adapter: Adapter, sha256: str) -> list[FileRows]:
    output = adapter.read(file.path)
    by_table = _by_table(output)
    found = [
        _of_adapter(name, text, file=file, source=adapter.name, sha256=sha256)
        for name, text in by_table.items()
    ]
    if output.reversals.is_empty():
        return found
    return [
        replace(one, reversals=output.reversals) if one.table == DISPUTES else one
        for one in found
    ]


def _adapted_usage(file: InputFile, adapter: Adapter, sha256: str) -> FileRows:
    output = adapter.read(file.path)
    rows = output.tables.get(USAGE, pl.LazyFrame({"_row": []}))
    columns = tuple(name for name in rows.collect_schema().names() if name != "_row")
    text = TextFrame(columns, rows, shapeless=output.quarantined)
    return _of_adapter(USAGE, text, file=file, source=adapter.name, sha256=sha256)


def _by_table(output: AdapterOutput) -> Mapping[str, TextFrame]:
    """Gather, for each table, the rows mapped and the records that were not."""
    frames = {
        name: TextFrame(
            columns=tuple(c for c in rows.collect_schema().names() if c != "_row"),
            rows=rows,
            shapeless=output.quarantined.filter(pl.col("table_name") == name),
        )
        for name, rows in output.tables.items()
    }
    homeless = output.quarantined.filter(
        ~pl.col("table_name").is_in(list(frames)).fill_null(False)
    )
    if homeless.height:
        frames[""] = TextFrame((), pl.LazyFrame({"_row": []}), homeless)
    return frames


def _of_adapter(
    name: str, text: TextFrame, *, file: InputFile, source: str, sha256: str
) -> FileRows:
    if name in CONTRACTS_BY_NAME:
        return check_file(
            CONTRACTS_BY_NAME[name],
            text,
            source=source,
            file=file.shown,
            sha256=sha256,
        )
    return FileRows(
        table=name,
        source=source,
        file=file.shown,
        sha256=sha256,
        accepted=pl.DataFrame(),
        quarantined=text.shapeless.with_columns(
            source=pl.lit(source), file=pl.lit(file.shown)
        ),
    )
