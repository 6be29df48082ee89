"""Makes one run from the command line: the same definitions, in this process."""

import contextlib
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from orchestration.home import Home, remember
from orchestration.lock import locked
from orchestration.reports.model import Outcome, Report
from orchestration.runs.narrator import Narrator
from orchestration.runs.opening import check_request, opened, prepare
from orchestration.runs.recovery import load_report
from orchestration.runs.session import RunSession

EXIT_CODES = {
    Outcome.PUBLISHED: 0,
    Outcome.UNCHANGED: 0,
    Outcome.BLOCKED: 1,
    Outcome.FAILED: 4,
}
UNREADABLE_INPUT = 2
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def conduct(
    home: Home,
    data: Path,
    as_of: date,
    narrator: Narrator,
    *,
    wait: float = 0,
    again: bool = False,
) -> tuple[Report, int]:
    """Bill the folder into the home; return the report and the exit code."""
    check_request(home, data, as_of)
    with locked(home, f"a run as of {as_of}", wait=wait):
        narrator.say(f"Billing {data} as of {as_of} in the home {home.root}")
        inputs, standing = prepare(home, data, as_of, narrator)
        if standing is not None and not again:
            remember(home)
            return standing, EXIT_CODES[standing.outcome]
        with opened(home, data, inputs, narrator) as session:
            _execute(session)
        report = load_report(home, session.run)
    if report is None:
        message = f"run {session.run} ended without its report"
        raise RuntimeError(message)
    if report.outcome is Outcome.PUBLISHED:
        remember(home)
    code = UNREADABLE_INPUT if session.is_input_unreadable else None
    return report, code or EXIT_CODES[report.outcome]


def _execute(session: RunSession) -> None:
    """Run the job of the definitions; what fails is noted in the session."""
    session.narrator.say("      Starting Dagster")
    with _quietly(session.narrator):
        from orchestration.build import build_definitions  # noqa: PLC0415
        from orchestration.defs.operations.instance import (  # noqa: PLC0415
            dagster_instance,
        )
        from orchestration.defs.operations.jobs import CLOSE  # noqa: PLC0415

        if session.build is not None:
            session.build.hand_over_manifest()
        job = build_definitions(session.home).resolve_job_def(CLOSE)
        with dagster_instance(session.home) as instance:
            result = job.execute_in_process(
                instance=instance,
                resources={"books": session},
                run_config=QUIET,
                tags={"tallyhouse/run": session.run},
                raise_on_error=False,
            )
    if not result.success and not session.failure:
        session.failure = "A step failed: see run.log."


@contextlib.contextmanager
def _quietly(narrator: Narrator) -> Iterator[None]:
    """Send what the tools print into the run's log; the narrator keeps the screen."""
    if narrator.log is None:
        yield
        return
    with (
        narrator.log.open("a", encoding="utf-8") as log,
        contextlib.redirect_stdout(log),
        contextlib.redirect_stderr(log),
    ):
        yield
    sys.stdout.flush()
