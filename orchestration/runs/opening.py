"""Opens a run on a locked home and closes it with its report, whatever happens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from orchestration.build_ahead import start_build
from orchestration.crash_points import crash_point
from orchestration.home import Home, owner_name
from orchestration.identity import claim, refuse_earlier, refuse_foreign
from orchestration.mistakes import MissingFolderError
from orchestration.publishing import current_run, versions
from orchestration.reports.figures import read_figures
from orchestration.reports.model import Outcome, Report
from orchestration.runs.inputs import Inputs, read_inputs
from orchestration.runs.manifest import Manifest, current_manifest
from orchestration.runs.narrator import Narrator
from orchestration.runs.recovery import load_report, recover, save_report
from orchestration.runs.session import RunSession


def check_request(home: Home, data: Path, as_of: date) -> None:
    """Refuse what no run may do: bill nothing, foreign books, or the past."""
    if not data.is_dir():
        raise MissingFolderError(data)
    refuse_foreign(home, data)
    published = current_manifest(home)
    if published is not None:
        refuse_earlier(as_of, published.as_of, published.run)


def prepare(
    home: Home, data: Path, as_of: date, narrator: Narrator
) -> tuple[Inputs, Report | None]:
    """Put the home in order, hash the inputs, and see whether anything changed."""
    for told in recover(home):
        narrator.say(told)
    check_request(home, data, as_of)
    inputs = read_inputs(home, data, as_of, owner=owner_name(data))
    return inputs, _standing(home, inputs)


@contextmanager
def opened(
    home: Home, data: Path, inputs: Inputs, narrator: Narrator
) -> Iterator[RunSession]:
    """Give the steps a session; the report is written when the block ends."""
    first_use = not home.identity.exists()
    claim(home, data)
    session = RunSession(
        home=home,
        data=data,
        as_of=inputs.as_of,
        run=next_run(home, inputs.as_of),
        narrator=narrator,
    )
    session.folder.mkdir(parents=True)
    narrator.log = session.folder / "run.log"
    Manifest(run=session.run, fingerprint=inputs.fingerprint, inputs=inputs).save(
        session.folder
    )
    crash_point("opened")
    session.build = start_build(home)
    try:
        yield session
    except Exception as error:
        narrator.note(repr(error))
        session.failure = session.failure or f"The run failed: {error}"
        raise
    finally:
        session.build.stop()
        crash_point("reporting")
        save_report(home, report_of(session))
        recover(home)
        if first_use and session.is_input_unreadable:
            home.identity.unlink()


def report_of(session: RunSession) -> Report:
    """Sum up a session as it stands."""
    database = session.database
    if session.is_published:
        database = session.home.version(session.run) / database.name
    return Report(
        run=session.run,
        data=owner_name(session.data),
        as_of=session.as_of,
        outcome=_outcome(session),
        reason=_reason(session),
        figures=read_figures(database, session.as_of),
        checks=tuple(session.checks),
        seconds=session.seconds_by_step,
        published=session.run if session.is_published else current_run(session.home),
    )


def next_run(home: Home, as_of: date) -> str:
    """Name the next run: a number that only grows, and the day it bills."""
    folders = [path.name for path in home.runs.glob("*")] + versions(home)
    numbers = [
        int(found[1]) for name in folders if (found := re.match(r"(\d+)-", name))
    ]
    return f"{max(numbers, default=0) + 1:04d}-{as_of}"


def _standing(home: Home, inputs: Inputs) -> Report | None:
    """Return the published report again where nothing has changed since."""
    published = current_manifest(home)
    if published is None or published.fingerprint != inputs.fingerprint:
        return None
    report = load_report(home, published.run)
    if report is None:
        return None
    reason = "Nothing changed since: not the folder, the store, the date or the code."
    return report.model_copy(update={"outcome": Outcome.UNCHANGED, "reason": reason})


def _outcome(session: RunSession) -> Outcome:
    if session.is_published:
        return Outcome.PUBLISHED
    return Outcome.BLOCKED if session.blocking else Outcome.FAILED


def _reason(session: RunSession) -> str:
    if session.is_published:
        return ""
    if not session.blocking:
        return session.failure
    before = current_run(session.home)
    stands = f"Run {before} stays published." if before else "Nothing is published."
    names = ", ".join(sorted({check.name for check in session.blocking}))
    return f"{stands} Blocked by: {names}."
