"""What a landing tells its caller."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class FileCount:
    """How the records of one table in one file fared.

    `records` = `accepted` + `quarantined`. Of the accepted, `duplicates` only
    repeat a row that is kept, and `conflicts` contradict one.
    """

    table: str
    source: str
    file: str
    sha256: str
    records: int
    accepted: int
    quarantined: int
    duplicates: int
    conflicts: int
    unknown_columns: tuple[str, ...]


@dataclass(frozen=True)
class DayCompleteness:
    """What the lake holds of one source and UTC day."""

    source: str
    day: date
    accepted: int
    stored: int
    duplicates: int
    conflicts: int
    corrections: int
    quantity: Decimal


@dataclass(frozen=True)
class LandingReport:
    """One landing: counts per file, and what people should look at."""

    files: tuple[FileCount, ...]
    quarantined: int
    conflicts: int
    notices: tuple[str, ...]
    unclaimed_files: tuple[str, ...]
    touched_days: tuple[date, ...]
    completeness: tuple[DayCompleteness, ...]

    @property
    def records(self) -> int:
        """How many physical records were read."""
        return sum(file.records for file in self.files)

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Each unknown column once, as `table.column`."""
        named = {
            f"{file.table}.{column}"
            for file in self.files
            for column in file.unknown_columns
        }
        return tuple(sorted(named))
