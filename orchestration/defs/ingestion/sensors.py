"""Notices that the folder of exports has changed."""

import hashlib
from pathlib import Path

import dagster as dg

from orchestration.defs.operations.jobs import CLOSE
from orchestration.defs.operations.schedules import run_for
from orchestration.home import CLONE, Home
from orchestration.identity import recorded_owner
from orchestration.runs.manifest import current_manifest

INTERVAL_SECONDS = 30


def on_landed_file(home: Home) -> dg.SensorDefinition:
    """Return the sensor that closes the books again when files came or changed."""

    @dg.sensor(
        name="on_landed_file",
        job_name=CLOSE,
        minimum_interval_seconds=INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="New or changed files in the folder of this home's data set.",
    )
    def watch(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        owner, published = recorded_owner(home), current_manifest(home)
        if owner is None or published is None:
            return dg.SensorResult(skip_reason="Nothing was published here yet.")
        seen = state_of(CLONE / owner)
        if context.cursor is None or context.cursor == seen:
            return dg.SensorResult(skip_reason="No file has changed.", cursor=seen)
        day = published.as_of.isoformat()
        request = run_for(day, reason=f"landed-{seen[:12]}")
        return dg.SensorResult(run_requests=[request], cursor=seen)

    return watch


def state_of(folder: Path) -> str:
    """Return one hash of the names, sizes and times of a folder's files."""
    sha = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            stat = path.stat()
            sha.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return sha.hexdigest()
