"""Find which file of an input folder belongs to which table or adapter."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.adapter_contract import Adapter
from ingest.contracts import contract_named
from ingest.contracts.table import TableContract
from ingest.errors import UnreadableInputError
from ingest.reading.files import READERS


@dataclass(frozen=True)
class InputFile:
    """A file, its name in messages, and who reads it."""

    path: Path
    shown: str
    table: TableContract | None = None
    adapter: Adapter | None = None


@dataclass(frozen=True)
class InputFolder:
    """The files that somebody reads, in the order of their names, and the rest."""

    files: tuple[InputFile, ...]
    unclaimed: tuple[str, ...]


def discover(data: Path, adapters: Sequence[Adapter]) -> InputFolder:
    """Look through the folder; a link that leads out of it is refused."""
    if not data.is_dir():
        raise UnreadableInputError(
            str(data),
            "there is no such folder",
            "Give the folder that holds your files",
        )
    files, unclaimed = [], []
    for path in _walk(data, data):
        shown = path.relative_to(data).as_posix() + "/" * path.is_dir()
        table = _table_of(path, data)
        adapter = None if table else _adapter_of(path, data, adapters)
        if table or adapter:
            files.append(InputFile(path, shown, table, adapter))
        else:
            unclaimed.append(shown)
    return InputFolder(
        tuple(sorted(files, key=lambda file: file.shown)), tuple(sorted(unclaimed))
    )


def _walk(folder: Path, data: Path) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.is_symlink():
            _refuse_outside(path, data)
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and not entry.name.startswith(".") and not _stands_for_file(path):
            yield from _walk(path, data)
        else:
            yield path


def _stands_for_file(folder: Path) -> bool:
    """An empty folder that is called a file is somebody's file that did not come."""
    return folder.suffix.lower() in READERS and not any(folder.iterdir())


def _refuse_outside(link: Path, data: Path) -> None:
    target = link.resolve()
    if not target.is_relative_to(data.resolve()) or not target.exists():
        raise UnreadableInputError(
            link.relative_to(data).as_posix(),
            "it is a link that leads out of the folder",
            "Copy the file itself into the folder",
        )


def _table_of(path: Path, data: Path) -> TableContract | None:
    """Return the table of `<table>.<ending>` or of `<table>/<part>.<ending>`."""
    parts = path.relative_to(data).parts
    if not path.is_file() or path.suffix.lower() not in READERS:
        return None
    if len(parts) == 1:
        return contract_named(path.stem)
    return contract_named(parts[0]) if len(parts) == 2 else None  # noqa: PLR2004


def _adapter_of(path: Path, data: Path, adapters: Sequence[Adapter]) -> Adapter | None:
    """Ask the adapter whose folder it lies in, else each of them."""
    if not path.is_file() or path.name.startswith("."):
        return None
    folders = path.relative_to(data).parts[:-1]
    named = [adapter for adapter in adapters if folders and adapter.name == folders[0]]
    for adapter in [*named, *adapters]:
        if adapter.recognises(path):
            return adapter
    return None
