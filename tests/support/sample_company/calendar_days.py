"""The days of the sample's fifteen months."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_DAY = date(2025, 1, 1)
AS_OF = date(2026, 3, 31)
LAST_ISSUED = date(2026, 2, 28)


def days(start: date, end: date, step: int = 1) -> Iterator[date]:
    """Every step-th day from start up to, without, end."""
    day = start
    while day < end:
        yield day
        day += timedelta(days=step)


def months() -> list[date]:
    """The first day of each of the fifteen months."""
    return [date(2025 + n // 12, n % 12 + 1, 1) for n in range(15)]


def local_instant(day: date, at: time, time_zone: str) -> str:
    """An ISO 8601 instant with the offset that the zone has on that day."""
    return datetime.combine(day, at, ZoneInfo(time_zone)).isoformat()


def utc_instant(day: date, at: time, late: timedelta = timedelta()) -> str:
    """An ISO 8601 instant in UTC."""
    moment = datetime.combine(day, at, UTC) + late
    return moment.isoformat().replace("+00:00", "Z")
