"""The Dagster instance of a home: its history of runs, with telemetry off."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from orchestration.home import Home

SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
"""
NO_COMPUTE_LOGS = {
    "module": "dagster._core.storage.noop_compute_log_manager",
    "class": "NoOpComputeLogManager",
    "config": {},
}


def dagster_folder(home: Home) -> Path:
    """Return the instance's folder, its settings written."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    settings = home.dagster / "dagster.yaml"
    if not settings.exists() or settings.read_text("utf-8") != SETTINGS:
        settings.write_text(SETTINGS, "utf-8")
    return home.dagster


@contextmanager
def dagster_instance(home: Home) -> Iterator[dg.DagsterInstance]:
    """Open the instance for a run whose log is the run's own."""
    from dagster._core.instance.ref import InstanceRef  # noqa: PLC0415

    from orchestration.defs.operations.event_log import OpenEventLog  # noqa: PLC0415

    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
    folder = dagster_folder(home)
    reference = InstanceRef.from_dir(
        str(folder),
        overrides={
            "compute_logs": NO_COMPUTE_LOGS,
            "event_log_storage": {
                "module": OpenEventLog.__module__,
                "class": OpenEventLog.__name__,
                "config": {"base_dir": str(folder / "history" / "runs")},
            },
        },
    )
    with dg.DagsterInstance.from_ref(reference) as instance:
        yield instance
