"""Finds the published version that a home's `current` link points at."""

from dataclasses import dataclass
from pathlib import Path

DATABASE_NAME = "tallyhouse.duckdb"
CURRENT_LINK = "current"


class NothingPublishedError(LookupError):
    """The home has no published version yet; run `tallyhouse run` to make one."""


@dataclass(frozen=True)
class PublishedVersion:
    """One immutable published version, named by the run that made it."""

    run: str
    database: Path

    @property
    def folder(self) -> Path:
        """The version's folder, beside the database: compiled models and the like."""
        return self.database.parent


def current_version(home: Path) -> PublishedVersion:
    """The version readers should see now: the real path behind `<home>/current`."""
    folder = (home / CURRENT_LINK).resolve()
    database = folder / DATABASE_NAME
    if not database.is_file():
        raise NothingPublishedError(
            f"Nothing is published in {home} yet. "
            f"Run `tallyhouse run --home {home}` first."
        )
    return PublishedVersion(run=folder.name, database=database)


def version_at(published: Path) -> PublishedVersion:
    """The version in a published folder, or the one a database file belongs to."""
    path = published.resolve()
    database = path / DATABASE_NAME if path.is_dir() else path
    if not database.is_file():
        raise NothingPublishedError(f"There is no published warehouse at {published}.")
    return PublishedVersion(run=database.parent.name, database=database)


def chosen_version(home: Path, run: str | None) -> PublishedVersion:
    """The named version of a home, or the one that readers should see now."""
    if run is None:
        return current_version(home)
    listed = sorted(path.name for path in (home / "published").glob("*"))
    if run not in listed:
        raise NothingPublishedError(
            f"There is no published version {run} in {home}. "
            f"Published there: {', '.join(listed) or 'none'}."
        )
    return version_at(home / "published" / run)
