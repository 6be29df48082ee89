"""`tallyhouse run`: bills, says what it does, and ends with the report."""

import sys
from datetime import date
from pathlib import Path

from orchestration.conduct import conduct
from orchestration.home import Home, state_folder
from orchestration.reports.model import Outcome, Report
from orchestration.reports.summary import summary
from orchestration.runs.narrator import Narrator

ASK = '.venv/bin/tallyhouse query{home} "select * from marts.invoices limit 5"'


def run_books(
    home: Home, data: Path, as_of: date, *, wait: float, again: bool, as_json: bool
) -> int:
    """Make the run and print its report; return the exit code."""
    narrator = Narrator(screen=sys.stderr if as_json else sys.stdout)
    report, code = conduct(home, data, as_of, narrator, wait=wait, again=again)
    if as_json:
        print(report.model_dump_json(indent=2))
    else:
        print(f"\n{summary(report)}\n{_where(home, report)}")
    return code


def _where(home: Home, report: Report) -> str:
    folder = home.run_folder(report.run)
    lines = [f"Report         {folder / 'report.txt'} (and report.json)"]
    if report.outcome in {Outcome.PUBLISHED, Outcome.UNCHANGED}:
        version = home.version(report.run)
        named = "" if home.root.parent == state_folder() else f" --home {home.root}"
        lines = [
            f"Warehouse      {version / 'tallyhouse.duckdb'}",
            f"  ask it       {ASK.format(home=named)}",
            f"  dictionary   {version / 'dictionary.md'}",
            f"  open it      .venv/bin/tallyhouse up{named}",
            *lines,
        ]
    quality = folder / "quality" / "index.html"
    if quality.exists():
        lines.append(f"Checks         {quality}")
    return "\n".join(lines)
