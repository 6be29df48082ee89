"""Copies what no run can make again, and makes a home of such a copy."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.home import CLONE, Home, owner_name
from orchestration.identity import recorded_owner
from orchestration.mistakes import Mistake
from orchestration.publishing import current_run, show, versions
from orchestration.runs.issuing import issued_by_run

CONTENTS = "backup.json"


class TakenFolderError(Mistake):
    """Something lies there already: name a folder that is empty or not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is not empty, and nothing is ever written over it. Name a "
            "folder that is empty or not there yet."
        )


class UnfinishedBackupError(Mistake):
    """The folder is no whole backup: use one that `tallyhouse backup` finished."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"{folder} is no whole backup: {why}. Nothing was restored. Use another "
            "one that `tallyhouse backup` has finished."
        )


@dataclass(frozen=True, slots=True)
class Backup:
    """What a copy holds: whose books, the version readers saw, each file's hash."""

    data: str
    current: str | None
    files: dict[str, str]

    @property
    def data_folder(self) -> Path:
        """Where the folder lay whose books these are; it is not in the copy."""
        return CLONE / self.data


def back_up(home: Home, folder: Path) -> Backup:
    """Copy the locked home into a folder, whole or not at all.

    The version that readers see is in it, for it alone remembers closed books, and so
    are those that invoices were issued from, for they alone say why.
    """
    with _aside(folder) as aside:
        backup = _taken(home, aside)
        text = json.dumps({"format": 1, **asdict(backup)}, indent=1)
        (aside / CONTENTS).write_text(text + "\n", "utf-8")
    return backup


def read_backup(folder: Path) -> Backup:
    """Return what a finished backup says of itself."""
    path = folder / CONTENTS
    if not path.exists():
        raise UnfinishedBackupError(folder, f"it has no {CONTENTS}")
    read = json.loads(path.read_text("utf-8"))
    return Backup(read["data"], read["current"], read["files"])


def restore(folder: Path, home: Home, *, data: Path | None = None) -> Backup:
    """Make a home of a backup, whole or not at all; each file is proved by its hash.

    `data` says where the folder of exports lies now, if it has moved.
    """
    backup = read_backup(folder)
    with _aside(home.root) as aside:
        for name, sha256 in backup.files.items():
            if not (folder / name).is_file():
                raise UnfinishedBackupError(folder, f"{name} is missing")
            if _copied(folder / name, aside / name) != sha256:
                raise UnfinishedBackupError(folder, f"{name} is not as it was copied")
        if backup.current is not None:
            show(Home(aside), backup.current)
        if data is not None:
            record = json.dumps({"format": 1, "data": owner_name(data)})
            Home(aside).identity.write_text(record + "\n", "utf-8")
    return backup


def _taken(home: Home, aside: Path) -> Backup:
    """Copy what no run can make again."""
    kept = {*issued_by_run(home), current_run(home)}.intersection(versions(home))
    sources = [home.identity]
    for root in (home.usage_lake, home.landed, home.aging_snapshots, home.runs):
        sources += _files_of(root)
    for run in sorted(kept):
        sources += _files_of(home.version(run))
    files = {}
    for source in sources:
        name = source.relative_to(home.root).as_posix()
        files[name] = _copied(source, aside / name)
    if home.store.exists():
        copy = Home(aside).store
        _copy_store(home.store, copy)
        files[copy.relative_to(aside).as_posix()] = _copied(copy, None)
    return Backup(recorded_owner(home) or "", current_run(home), files)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give an empty folder that becomes the one asked for, or goes where that fails."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TakenFolderError(folder)
    aside = folder.with_name(f"{folder.name}.new")
    if aside.exists():
        shutil.rmtree(aside)
    aside.mkdir(parents=True)
    try:
        yield aside
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside)
        raise


def _files_of(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file())


def _copied(source: Path, target: Path | None) -> str:
    """Copy a file with its mode, where a target is named, and return its hash."""
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    with (target or source).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_store(store: Path, copy: Path) -> None:
    """Copy one moment of the store, whoever writes into it meanwhile."""
    copy.parent.mkdir(parents=True)
    with (
        closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        target.execute("pragma journal_mode=delete")
