"""`diff`: two published versions, by company and line."""

import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.comparison import compare_versions
from orchestration.home import Home
from orchestration.kept_versions import kept_database
from orchestration.mistakes import Mistake
from orchestration.query import ask
from orchestration.reports.differences import as_csv as to_csv
from orchestration.reports.differences import as_json as to_json
from orchestration.reports.differences import as_text, currencies_of


def show_difference(
    home: Home,
    before: str,
    after: str,
    *,
    companies: Sequence[str] | None,
    as_json: bool,
    as_csv: bool,
) -> int:
    """Print what differs from one version to the other, for people or programs."""
    if as_json and as_csv:
        raise Mistake("Choose one of --json and --csv.")
    files = [kept_database(home, run) for run in (before, after)]
    _must_be_known(companies or [], files)
    comparison = compare_versions(*files, companies=companies)
    names = [file.parent.name for file in files]
    if as_csv:
        sys.stdout.write(to_csv(comparison))
    elif as_json:
        print(to_json(comparison, before=names[0], after=names[1]))
    else:
        print(f"From {names[0]} to {names[1]}:\n")
        print(as_text(comparison, currencies_of(files[1])), end="")
    return 0


def _must_be_known(companies: Sequence[str], files: Sequence[Path]) -> None:
    """Refuse a company that neither version knows: silence would look like peace."""
    sql = "select company_id from raw.companies"
    known = {row[0] for file in files for row in ask(file, sql)[1]}
    for company in companies:
        if company not in known:
            raise Mistake(
                f"Neither version has a company {company}: correct --company."
            )
