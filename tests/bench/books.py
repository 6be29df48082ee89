"""The made-up firm's books: a folder, its home, and the real command that bills it."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bench.measured import Measured, measured, module


@dataclass(frozen=True)
class Books:
    """A data folder and the home in which the real command keeps its books."""

    root: Path

    @property
    def data(self) -> Path:
        """The folder of inputs."""
        return self.root / "data"

    @property
    def usage(self) -> Path:
        """The folder of usage files."""
        return self.data / "usage"

    @property
    def home(self) -> Path:
        """The home."""
        return self.root / "home"

    @property
    def warehouse(self) -> Path:
        """The published database."""
        return (self.home / "current" / "tallyhouse.duckdb").resolve()

    def bill(self, as_of: date) -> Measured:
        """Make one run, as anybody would, and measure it."""
        where = ("--data", str(self.data), "--home", str(self.home))
        command = module("orchestration.cli", "run", *where, "--as-of", f"{as_of}")
        return measured(command, TALLYHOUSE_HOME=str(self.home), DO_NOT_TRACK="1")

    def seconds_by_step(self) -> dict[str, float]:
        """Return where the time of the last run went, as its report says."""
        reports = sorted((self.home / "runs").glob("*/report.json"))
        told = json.loads(reports[-1].read_text(encoding="utf-8"))
        return dict(told["seconds"])

    def seconds_to_store(self) -> float:
        """Return what it takes to write the published tables again, and no more."""
        return float(measured(module("tests.bench.stored", f"{self.warehouse}")).output)
