"""The dbt process of a run, which gets ready while the files are landed.

To import dbt and to load its manifest takes longer than most landings. So the process
starts with the run and waits for a word before it opens the database.
"""

import contextlib
import subprocess
import sys
from dataclasses import dataclass

from orchestration.dbt_process import GO, READY, WAITS
from orchestration.home import Home
from orchestration.parsed_models import (
    DBT,
    PROJECT,
    are_parsed,
    keep_manifest,
    models_hash,
    process_environment,
    target_folder,
)

BUILD = ("build", "--exclude-resource-type", "unit_test")


def start_build(home: Home) -> "BuildAhead":
    """Start dbt on the models as they are now; it waits to be released."""
    target = target_folder(home)
    target.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, *DBT, *BUILD, "--target-path", str(target)],
        cwd=PROJECT,
        env={
            **process_environment(home),
            # as `dagster_dbt` reads it
            "DBT_LOG_FORMAT": "json",
            "PYTHONUNBUFFERED": "1",
            WAITS: "1",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return BuildAhead(home, models_hash(), process)


@dataclass
class BuildAhead:
    """A build that waits; it ends with the run, or when it is stopped."""

    home: Home
    models: str
    process: subprocess.Popen[bytes]

    def hand_over_manifest(self) -> None:
        """Take what it parses for the home's manifest, unless there is one.

        What does not parse is left to whoever parses next, who tells it.
        """
        if not are_parsed(self.home, self.models) and self._is_ready():
            keep_manifest(self.home, self.models)

    def release(self) -> subprocess.Popen[bytes]:
        """Let it build what has been landed, and return its process."""
        if words := self.process.stdin:
            # one that ended before is told of by whoever reads what it wrote
            with contextlib.suppress(BrokenPipeError), words:
                words.write(GO)
        return self.process

    def stop(self) -> None:
        """End it if nobody let it build."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _is_ready(self) -> bool:
        return any(line.strip() == READY for line in self.process.stdout or ())
