"""Where everything lies in a home, and which home a command means."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.mistakes import NoHomeError

CLONE = Path(__file__).resolve().parents[1]
DATABASE_NAME = "tallyhouse.duckdb"
SETTING = "TALLYHOUSE_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """One folder with all the state of one set of books."""

    root: Path

    @property
    def identity(self) -> Path:
        """The record of the data set whose books are kept here."""
        return self.root / "home.json"

    @property
    def lock(self) -> Path:
        """The file a working process holds; the kernel frees it when it dies."""
        return self.root / "lock"

    @property
    def store(self) -> Path:
        """The operational store: what people decided and issued."""
        return self.root / "store" / "tallyhouse.sqlite"

    @property
    def lake(self) -> Path:
        """The Parquet lake: usage, and the checked rows of large files."""
        return self.root / "lake"

    @property
    def usage_lake(self) -> Path:
        """What the lake has of usage; all else in it a run makes again."""
        return self.lake / "usage"

    @property
    def landed(self) -> Path:
        """The registry of what was landed."""
        return self.root / "landed"

    @property
    def aging_snapshots(self) -> Path:
        """The receivables by age as published, one file a day, never changed again."""
        return self.root / "snapshots" / "ar_aging"

    @property
    def runs(self) -> Path:
        """One folder a run, with what it read and what came of it."""
        return self.root / "runs"

    @property
    def candidates(self) -> Path:
        """Versions being built; nobody reads here."""
        return self.root / "candidates"

    @property
    def published(self) -> Path:
        """Versions that passed every check, never changed again."""
        return self.root / "published"

    @property
    def current(self) -> Path:
        """The link to the version that readers see."""
        return self.root / "current"

    @property
    def dbt(self) -> Path:
        """The target folder of dbt, kept warm between runs."""
        return self.root / "dbt"

    @property
    def dagster(self) -> Path:
        """The home of the Dagster instance, with its own history of events."""
        return self.root / "dagster"

    def run_folder(self, run: str) -> Path:
        """The folder of one run's manifest, report and log."""
        return self.runs / run

    def candidate(self, run: str) -> Path:
        """The folder in which one run builds its version."""
        return self.candidates / run

    def version(self, run: str) -> Path:
        """The folder of one published version."""
        return self.published / run


def home_for(data: Path, chosen: Path | None, *, state: Path | None = None) -> Home:
    """Return the home that bills this folder: the chosen one, or one of its own."""
    named = _named(chosen)
    if named:
        return named
    root = state or state_folder()
    plain = Home(root / data.resolve().name)
    if not plain.identity.exists() or _owner(plain) == owner_name(data):
        return plain
    digest = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:8]
    return Home(root / f"{data.resolve().name}-{digest}")


def last_home(chosen: Path | None, *, state: Path | None = None) -> Home:
    """Return the home a reader means: the chosen one, or that of the last run."""
    named = _named(chosen)
    if named:
        return named
    root = state or state_folder()
    pointer = root / "last"
    if pointer.exists():
        return Home(Path(os.path.normpath(root / pointer.read_text("utf-8").strip())))
    sample = Home(root / "sample")
    if sample.root.exists():
        return sample
    raise NoHomeError


def remember(home: Home, *, state: Path | None = None) -> None:
    """Make this home the one that commands without --home mean from now on.

    A home that somebody chose by --home or by the setting is theirs to name again.
    """
    root = state or state_folder()
    if SETTING in os.environ or home.root.resolve().parent != root.resolve():
        return
    root.mkdir(parents=True, exist_ok=True)
    aside = root / f"last.{os.getpid()}"
    aside.write_text(os.path.relpath(home.root.resolve(), root.resolve()), "utf-8")
    aside.replace(root / "last")


def state_folder() -> Path:
    """Return the folder in the clone that holds the default homes."""
    return CLONE / ".tallyhouse"


def owner_name(data: Path) -> str:
    """Name a data set by where it lies; inside the clone, from the clone's root."""
    resolved = data.resolve()
    if resolved.is_relative_to(CLONE):
        return resolved.relative_to(CLONE).as_posix()
    return resolved.as_posix()


def _named(chosen: Path | None) -> Home | None:
    setting = os.environ.get(SETTING)
    if chosen is None and not setting:
        return None
    return Home(Path(chosen or str(setting)).expanduser().resolve())


def _owner(home: Home) -> str:
    from orchestration.identity import recorded_owner  # noqa: PLC0415

    return recorded_owner(home) or ""
