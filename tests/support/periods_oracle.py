"""Boundaries of billing periods, counted on a calendar of its own (semantics 2.3)."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}


def boundary(anchor: date, step: str, size: int, n: int) -> date:
    """Count whole months of the calendar from the anchor, then clamp the day."""
    if step in DAYS:
        return anchor + timedelta(days=DAYS[step] * size * n)
    years, month = divmod(anchor.month - 1 + MONTHS[step] * size * n, 12)
    year = anchor.year + years
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Grid:
    """The boundaries that an anchor and an interval make, in both directions."""

    anchor: date
    step: str
    size: int

    def boundary(self, n: int) -> date:
        """Return the anchor plus n intervals."""
        return boundary(self.anchor, self.step, self.size, n)

    def number(self, day: date) -> int:
        """Return which period a day is in: the one that begins at that boundary."""
        if self.step in DAYS:
            return (day - self.anchor).days // (DAYS[self.step] * self.size)
        months = 12 * (day.year - self.anchor.year) + day.month - self.anchor.month
        n = months // (MONTHS[self.step] * self.size)
        return n - 1 if self.boundary(n) > day else n

    def start(self, day: date) -> date:
        """Return the first day of the period that a day is in."""
        return self.boundary(self.number(day))

    def end(self, day: date) -> date:
        """Return the first boundary on or after a day."""
        start = self.start(day)
        return day if start == day else self.boundary(self.number(day) + 1)

    def periods(self, first: date) -> Iterator[tuple[date, date]]:
        """Yield start and end of the period a day is in, and of all that follow."""
        for n in count(self.number(first)):
            yield self.boundary(n), self.boundary(n + 1)
