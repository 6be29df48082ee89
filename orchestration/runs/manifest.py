"""The record of what one run read, in its folder from the first moment."""

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from orchestration.home import Home
from orchestration.publishing import current_run
from orchestration.runs.inputs import Inputs

NAME = "manifest.json"


class Manifest(BaseModel):
    """A run's name, its inputs, and the files of lake and snapshots that it read."""

    model_config = ConfigDict(frozen=True)

    run: str
    fingerprint: str
    inputs: Inputs
    lake: tuple[str, ...] = ()
    snapshots: dict[str, str] = {}

    @property
    def as_of(self) -> date:
        """Return the day up to which the run bills."""
        return self.inputs.as_of

    def save(self, folder: Path) -> None:
        """Write the manifest whole or not at all."""
        aside = folder / f"{NAME}.new"
        aside.write_text(self.model_dump_json(indent=2) + "\n", "utf-8")
        aside.replace(folder / NAME)


def load_manifest(home: Home, run: str) -> Manifest | None:
    """Return a run's manifest, or None where the run died before writing it."""
    path = home.run_folder(run) / NAME
    if not path.exists():
        return None
    return Manifest.model_validate_json(path.read_text("utf-8"))


def current_manifest(home: Home) -> Manifest | None:
    """Return the manifest of the published version, if there is one."""
    run = current_run(home)
    return load_manifest(home, run) if run else None


def lake_files(home: Home) -> tuple[str, ...]:
    """Return the lake's files, each named by the hash of what it holds."""
    if not home.lake.is_dir():
        return ()
    found = (path for path in home.lake.rglob("*") if path.is_file())
    return tuple(sorted(path.relative_to(home.lake).as_posix() for path in found))
