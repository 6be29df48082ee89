"""One run of one home: its steps, its checks and what came of it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from orchestration.build_ahead import BuildAhead
from orchestration.crash_points import STEPS, crash_point
from orchestration.home import DATABASE_NAME, Home
from orchestration.reports.model import Check
from orchestration.runs.narrator import Narrator

STEP_LOG = "steps.log"


@dataclass
class RunSession:
    """What the steps of a run share; the home is locked as long as it lives."""

    home: Home
    data: Path
    as_of: date
    run: str
    narrator: Narrator
    checks: list[Check] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)
    failure: str = ""
    usage_days: tuple[date, ...] = ()
    is_published: bool = False
    is_input_unreadable: bool = False
    build: BuildAhead | None = None

    @property
    def folder(self) -> Path:
        """The run's own folder of manifest, report and log."""
        return self.home.run_folder(self.run)

    @property
    def candidate(self) -> Path:
        """The folder in which the run builds its version."""
        return self.home.candidate(self.run)

    @property
    def database(self) -> Path:
        """The run's warehouse while it is being built."""
        return self.candidate / DATABASE_NAME

    @property
    def blocking(self) -> list[Check]:
        """The checks that say the result would be wrong."""
        return [check for check in self.checks if check.is_blocking]

    @property
    def is_complete(self) -> bool:
        """Whether every step before publishing has ended well."""
        return all(step in self.seconds for step in STEPS[:-1]) and not self.failure

    @property
    def seconds_by_step(self) -> dict[str, float]:
        """Where the time went; conducting is what lies between the steps."""
        passed = time.perf_counter() - self.began
        between = passed - sum(self.seconds.values())
        return {
            step: round(took, 2)
            for step, took in {**self.seconds, "conducting": between}.items()
        }

    @contextmanager
    def step(self, name: str, saying: str) -> Iterator[None]:
        """Announce a step, time it, and leave word of how far the run has come."""
        crash_point(f"before:{name}")
        number = STEPS.index(name) + 1
        self.narrator.say(f"[{number}/{len(STEPS)}] {saying}")
        self._mark(f"{name} began")
        began = time.perf_counter()
        self.seconds.setdefault("starting", began - self.began)
        try:
            yield
        except BaseException as error:
            self._mark(f"{name} failed")
            self.failure = self.failure or _reason(name, error)
            raise
        finally:
            took = time.perf_counter() - began
            self.seconds[name] = self.seconds.get(name, 0.0) + took
        self._mark(f"{name} ended")
        crash_point(f"after:{name}")

    def open_candidate(self) -> None:
        """Make the empty folder of the version, and the link dbt builds through."""
        self.candidate.mkdir(parents=True, exist_ok=True)
        self.home.dbt.mkdir(parents=True, exist_ok=True)
        link = self.home.dbt / "candidate"
        aside = self.home.dbt / "candidate.new"
        aside.unlink(missing_ok=True)
        aside.symlink_to(Path(os.path.relpath(self.candidate, self.home.dbt)))
        aside.replace(link)

    def _mark(self, text: str) -> None:
        with (self.folder / STEP_LOG).open("a", encoding="utf-8") as file:
            file.write(text + "\n")


def last_step(folder: Path) -> str:
    """Say how far a run came that left no report."""
    path = folder / STEP_LOG
    if not path.exists():
        return "before its first step"
    marks = path.read_text("utf-8").split("\n")
    seen = [mark for mark in marks if mark]
    return f"after: {seen[-1]}" if seen else "before its first step"


def _reason(step: str, error: BaseException) -> str:
    text = str(error).strip().split("\n")[0]
    return f"The step {step} failed: {text or type(error).__name__}"
