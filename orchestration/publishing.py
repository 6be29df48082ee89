"""A version is sealed, moved into place and shown by swapping one link."""

import os
import shutil
from pathlib import Path

import duckdb

from orchestration.crash_points import crash_point
from orchestration.home import DATABASE_NAME, Home
from orchestration.mistakes import NothingPublishedError, UnknownRunError

READ_ONLY = 0o444


def publish(home: Home, run: str) -> Path:
    """Make the run's candidate the version that readers see, in one rename."""
    candidate = home.candidate(run)
    _seal(candidate)
    crash_point("publishing:sealed")
    home.published.mkdir(parents=True, exist_ok=True)
    candidate.rename(home.version(run))
    _sync_folder(home.published)
    crash_point("publishing:moved")
    show(home, run)
    crash_point("publishing:linked")
    return home.version(run) / DATABASE_NAME


def show(home: Home, run: str) -> None:
    """Point readers at a published version; they never see a state in between."""
    aside = home.root / "current.new"
    aside.unlink(missing_ok=True)
    aside.symlink_to(Path("published") / run)
    aside.replace(home.current)
    _sync_folder(home.root)


def current_run(home: Home) -> str | None:
    """Return the name of the version that readers see."""
    if not home.current.is_symlink():
        return None
    return home.current.readlink().name


def versions(home: Home) -> list[str]:
    """Return every published version, oldest first."""
    if not home.published.is_dir():
        return []
    return sorted(path.name for path in home.published.iterdir() if path.is_dir())


def current_database(home: Home) -> Path:
    """Return the real path of the published warehouse, which never changes."""
    run = current_run(home)
    if run is None:
        raise NothingPublishedError(home.root)
    return database_of(home, run)


def published_database(home: Home) -> Path | None:
    """Return the published warehouse that a new run extends; a first run has none."""
    run = current_run(home)
    return database_of(home, run) if run else None


def database_of(home: Home, run: str) -> Path:
    """Return the real path of one published version's warehouse."""
    path = home.version(run) / DATABASE_NAME
    if not path.exists():
        raise UnknownRunError(run, versions(home))
    return path.resolve()


def remove_version(home: Home, run: str) -> None:
    """Remove a version that nobody may see any more; an open reader keeps its file."""
    shutil.rmtree(home.version(run))


def _seal(candidate: Path) -> None:
    database = candidate / DATABASE_NAME
    with duckdb.connect(str(database)) as connection:
        connection.execute("checkpoint")
    if database.with_name(f"{DATABASE_NAME}.wal").exists():
        message = f"{database} still has a write-ahead log after its checkpoint."
        raise RuntimeError(message)
    for path in sorted(candidate.rglob("*")):
        if path.is_file():
            path.chmod(READ_ONLY)
            _sync(path, os.O_RDONLY)
    _sync_folder(candidate)


def _sync_folder(folder: Path) -> None:
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
