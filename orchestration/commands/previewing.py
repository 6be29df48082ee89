"""`preview`: what changed inputs would do to the invoices, without doing it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path

from app.preview import (
    PreviewError,
    UnreadableModelsError,
    WhatIf,
    read_change_files,
    read_change_line,
    what_if,
)
from orchestration.home import Home
from orchestration.kept_versions import kept_database
from orchestration.mistakes import Mistake
from orchestration.publishing import current_database
from orchestration.reports.differences import as_json as to_json
from orchestration.reports.differences import as_text, currencies_of
from orchestration.row_rules import broken_rule
from orchestration.runs.issuing import issued_of_drafts

NOTHING_ASKED = (
    "Say what would change: a CSV file named like an input table, a folder of them, "
    'or --change "subscription_items item_id=seats quantity=5".'
)


def show_preview(
    home: Home,
    files: Sequence[Path],
    lines: Sequence[str],
    *,
    companies: Sequence[str],
    as_of: date | None,
    run: str | None,
    as_json: bool,
) -> int:
    """Print what would differ; the exit code says only that it could be computed."""
    database = kept_database(home, run) if run else current_database(home)
    try:
        changes = [*read_change_files(files), *(read_change_line(one) for one in lines)]
        if not changes and not as_of:
            raise Mistake(NOTHING_ASKED)
        answer = what_if(
            database.parent,
            changes,
            companies=companies,
            as_of=as_of,
            check=broken_rule,
            issued_of=partial(issued_of_drafts, home),
        )
    except (PreviewError, UnreadableModelsError) as error:
        raise Mistake(str(error)) from error
    if as_json:
        told = {
            "version": answer.version,
            "as_of": answer.as_of,
            "companies": answer.companies,
            "changes": len(changes),
            "issued_since": [asdict(issued) for issued in answer.issued],
            "seconds": round(answer.seconds, 2),
        }
        print(to_json(answer.comparison, **told))
        return 0
    print(_headline(answer, len(changes)), end="\n\n")
    if answer.issued:
        print(_issued(answer), end="\n\n")
    print(as_text(answer.comparison, currencies_of(database)), end="")
    return 0


def _headline(answer: WhatIf, changes: int) -> str:
    whose = ", ".join(answer.companies or []) or "nobody"
    if answer.companies is None:
        whose = "every company"
    rows = f"{changes} changed row{'' if changes == 1 else 's'}"
    return (
        f"Preview of {rows} on {answer.version}, as of {answer.as_of}, for {whose} "
        f"({answer.seconds:.1f} s). Nothing was written."
    )


def _issued(answer: WhatIf) -> str:
    """Say of drafts that are invoices by now that nothing changes them any more."""
    told = [
        f"  {issued.entity_id}:{issued.invoice_no}, issued "
        f"{issued.issued_at:%Y-%m-%d %H:%M} UTC from {issued.draft_id}"
        for issued in answer.issued
    ]
    said = (
        f"Issued since {answer.version} was published, so they change no more and are "
        "left out; a change of what they charged goes on a later invoice.\n"
        "Run once and preview on that to see it:"
    )
    return "\n".join([said, *told])
