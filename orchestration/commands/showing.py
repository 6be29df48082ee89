"""`status`, `runs` and `dictionary`: what is here, without touching it."""

import json

from orchestration.home import Home
from orchestration.identity import recorded_owner
from orchestration.lock import holder
from orchestration.publishing import (
    current_database,
    current_run,
    versions,
)
from orchestration.reports.model import Report
from orchestration.runs.recovery import load_report


def show_status(home: Home, *, as_json: bool) -> int:
    """Say whose books these are, what is published and who works here."""
    run = current_run(home)
    report = load_report(home, run) if run else None
    told = {
        "home": str(home.root),
        "data": recorded_owner(home),
        "published": run,
        "as_of": report.as_of.isoformat() if report else None,
        "database": str(current_database(home)) if run else None,
        "versions": versions(home),
        "working": holder(home),
    }
    if as_json:
        print(json.dumps(told, indent=2))
        return 0
    print(f"Home        {home.root}")
    print(f"Books of    {told['data'] or 'nobody yet'}")
    print(f"Published   {run or 'nothing yet'}" + _as_of(report))
    print(f"Versions    {', '.join(versions(home)) or 'none'}")
    print(f"Working     {told['working'] or 'nobody'}")
    return 0


def list_runs(home: Home, *, as_json: bool) -> int:
    """List every run with its outcome, the current one marked."""
    rows = [_row(home, path.name) for path in sorted(home.runs.glob("*"))]
    if as_json:
        print(json.dumps(rows, indent=2))
        return 0
    if not rows:
        print("No run was made here yet.")
    for row in rows:
        mark = "*" if row["is_current"] else " "
        print(f"{mark} {row['run']:<18}{row['outcome']:<13}{row['reason']}")
    return 0


def show_dictionary(home: Home) -> int:
    """Print the page that was generated from the published database."""
    page = current_database(home).with_name("dictionary.md")
    print(page.read_text("utf-8"))
    return 0


def _row(home: Home, run: str) -> dict[str, str | bool]:
    report = load_report(home, run)
    is_kept = run in versions(home)
    outcome = report.outcome.value if report else "unfinished"
    if outcome == "published" and not is_kept:
        outcome = "removed"
    return {
        "run": run,
        "outcome": outcome,
        "reason": report.reason.split("\n")[0] if report else "",
        "is_current": run == current_run(home),
    }


def _as_of(report: Report | None) -> str:
    return f", as of {report.as_of}" if report else ""
