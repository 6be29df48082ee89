"""Puts a home in order after a process died in it, and removes what is unused."""

import shutil
from collections.abc import Sequence

from orchestration.home import Home
from orchestration.publishing import current_run, remove_version, versions
from orchestration.reports.model import Outcome, Report
from orchestration.reports.summary import summary
from orchestration.runs.issuing import issued_by_run
from orchestration.runs.manifest import load_manifest
from orchestration.runs.session import last_step

REPORT = "report.json"
REPORT_TEXT = "report.txt"
NAMED_MAX = 3


def recover(home: Home) -> list[str]:
    """Finish the paperwork of killed runs and remove their unused files.

    Call it with the home locked and before the link moves: a version that has no
    report and is not the current one was never shown to anybody.
    """
    told = [_close(home, run) for run in _unreported(home)]
    for path in (home.candidates, home.root / "current.new"):
        if path.is_symlink():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)
    return told


def clean(home: Home, keep: int, *, issued_too: bool = False) -> list[str]:
    """Remove all but the newest versions; never the one that readers see.

    A version that invoices were issued from stays as well, since it alone can say why
    their lines are what they are (semantics 5.9), unless `issued_too`.
    """
    told = recover(home)
    current = current_run(home)
    issued = {} if issued_too else issued_by_run(home)
    old = versions(home)[:-keep] if keep else versions(home)
    for run in old:
        if run in issued:
            told.append(_kept(run, issued[run]))
        elif run != current:
            remove_version(home, run)
            told.append(f"Removed the published version {run}.")
    return told


def _kept(run: str, invoices: Sequence[str]) -> str:
    named = ", ".join(invoices[:NAMED_MAX])
    more = len(invoices) - NAMED_MAX
    others = f" and {more} more" if more > 0 else ""
    return (
        f"Kept the published version {run}: it says why {named}{others} "
        "came to what was issued."
    )


def save_report(home: Home, report: Report) -> None:
    """Write the report for people first, then the one that closes the run."""
    folder = home.run_folder(report.run)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / REPORT_TEXT).write_text(summary(report), "utf-8")
    report.save(folder / REPORT)


def load_report(home: Home, run: str) -> Report | None:
    """Return a run's report, or None while it has none."""
    path = home.run_folder(run) / REPORT
    return Report.load(path) if path.exists() else None


def _unreported(home: Home) -> list[str]:
    if not home.runs.is_dir():
        return []
    folders = sorted(path for path in home.runs.iterdir() if path.is_dir())
    return [path.name for path in folders if not (path / REPORT).exists()]


def _close(home: Home, run: str) -> str:
    if run == current_run(home):
        save_report(home, Report.load(home.version(run) / REPORT))
        return f"Run {run} had published before its process died; its report is done."
    if home.version(run).is_dir():
        remove_version(home, run)
    manifest = load_manifest(home, run)
    reached = last_step(home.run_folder(run))
    if manifest is None:
        shutil.rmtree(home.run_folder(run))
        return f"Run {run} died before it read anything; its folder is removed."
    report = Report(
        run=run,
        data=manifest.inputs.data,
        as_of=manifest.as_of,
        outcome=Outcome.INTERRUPTED,
        reason=f"Its process died ({reached}). Nothing it made was ever shown.",
    )
    save_report(home, report)
    return f"Run {run} was interrupted ({reached}); its unused files are removed."
