"""What the printed receivables reports of QuickBooks and Xero have in common."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from ingest.errors import UnreadableInputError

TABLE = "ar_aging"
BUCKETS = ("days_0_30", "days_31_60", "days_61_90", "days_91_120", "days_over_120")
Lines = list[tuple[int, list[str]]]
_BUCKET_ENDS = (30, 60, 90, 120)


@dataclass(frozen=True)
class ReportBody:
    """The report below its header row."""

    snapshot_date: date
    columns: tuple[str, ...]
    lines: Lines


def body_of(lines: Lines, file: str, first: str, formats: Iterable[str]) -> ReportBody:
    """Split titles from body at the header row that names the column `first`."""
    for index, (_, cells) in enumerate(lines):
        names = [cell.lower() for cell in cells]
        if first in names:
            snapshot = _snapshot_date(lines[:index], file, formats)
            return ReportBody(snapshot, tuple(names), lines[index + 1 :])
    raise UnreadableInputError(
        file,
        f"no header row names the column `{first}`",
        "Export the detail report, not the summary",
    )


def _snapshot_date(titles: Lines, file: str, formats: Iterable[str]) -> date:
    for _, cells in titles:
        found = re.search(r"(?i)\bas (?:of|at) (.+)$", " ".join(cells).strip())
        if found:
            day = parsed_day(found.group(1).strip(), formats)
            if day is not None:
                return day
    raise UnreadableInputError(
        file,
        "no title line says as of which date the report stands",
        "Export it with its title lines",
    )


def parsed_day(text: str, formats: Iterable[str]) -> date | None:
    """The date in the first format that fits."""
    for form in formats:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def plain_amount(text: str) -> str | None:
    """An amount as accountants print it: 1,250.00, (75.00), $12.50, or a dash."""
    if text in ("", "-", "\N{EN DASH}"):
        return "0"
    bare = text.replace(",", "").replace("$", "").replace("\N{NO-BREAK SPACE}", "")
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    try:
        amount = Decimal(bare)
    except InvalidOperation:
        return None
    return format(amount, "f") if amount.is_finite() else None


def bucket_by_age(days: int) -> str:
    """The bucket of an age in days; what is not overdue counts as age 0."""
    position = sum(days > end for end in _BUCKET_ENDS)
    return BUCKETS[position]
