"""What a metered period measures, told again in plain Python for tests to compare with.

Nothing here is shared with the models: instants are `datetime`, amounts are `Fraction`,
days are looked up in Python's own time zones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Event:
    """One usage event, or the correction of one."""

    name: str
    at: datetime
    received: datetime
    quantity: Fraction
    key: str | None = None
    corrects: str | None = None


@dataclass(frozen=True)
class Span:
    """The part of a billing period that an item lives through."""

    start: date
    end: date
    starts: date
    ends: date
    trial_ends: date | None
    zone: ZoneInfo
    window: int

    @property
    def rated_from(self) -> date:
        """The first day that is rated."""
        return max(self.starts, self.trial_ends or self.starts)

    @property
    def days(self) -> int:
        """How many days are rated."""
        return max((self.ends - self.rated_from).days, 0)

    def day(self, instant: datetime) -> date:
        """Return the local day of an instant."""
        return instant.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """Return the instant at which a local day begins."""
        local = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return local.astimezone(UTC)

    def is_known(self, received: datetime) -> bool:
        """Whether what was received then still counts."""
        return self.day(received) <= self.ends + timedelta(days=self.window)


def known_events(events: Sequence[Event], span: Span) -> list[Event]:
    """Return the events received in time, each at its last value known in time."""
    given = {event.name: event for event in events}
    latest: dict[str, tuple[datetime, str]] = {}
    values = {event.name: event.quantity for event in events if event.corrects is None}
    for event in events:
        if event.corrects is None or not span.is_known(event.received):
            continue
        root = given[event.corrects]
        while root.corrects is not None:
            root = given[root.corrects]
        order = (event.received, event.name)
        if root.name not in latest or latest[root.name] < order:
            latest[root.name] = order
            values[root.name] = event.quantity
    return [
        Event(e.name, e.at, e.received, values[e.name], e.key)
        for e in events
        if e.corrects is None and span.is_known(e.received)
    ]


def in_span(events: Iterable[Event], span: Span) -> list[Event]:
    """Return the events that occur on the days that are rated, in order."""
    found = [e for e in events if span.rated_from <= span.day(e.at) < span.ends]
    return sorted(found, key=lambda event: (event.at, event.name))


def measure(aggregation: str, events: Sequence[Event], span: Span) -> Fraction:
    """Return what an aggregation makes of a span, averages rounded to twelve digits."""
    known = known_events(events, span)
    inside = in_span(known, span)
    match aggregation:
        case "sum":
            return sum((event.quantity for event in inside), Fraction(0))
        case "count":
            return Fraction(len(inside))
        case "count_unique":
            return Fraction(len({event.key for event in inside} - {None}))
        case _:
            return _gauged(aggregation, levels(known, span), span)


def levels(known: Iterable[Event], span: Span) -> dict[datetime, Fraction]:
    """Return what a gauge shows from which instant on, the carried value first."""
    order = sorted(known, key=lambda event: (event.at, event.received, event.name))
    shown: dict[datetime, Fraction] = {}
    if span.days == 0:
        return shown
    before = [event for event in order if span.day(event.at) < span.rated_from]
    if before:
        shown[span.midnight(span.rated_from)] = before[-1].quantity
    for event in order:
        if span.rated_from <= span.day(event.at) < span.ends:
            shown[event.at] = event.quantity
    return shown


def _gauged(aggregation: str, shown: dict[datetime, Fraction], span: Span) -> Fraction:
    instants = sorted(shown)
    values = sorted(shown.values())
    if not instants:
        return Fraction(0)
    match aggregation:
        case "min":
            return values[0]
        case "max":
            return values[-1]
        case "latest":
            return shown[instants[-1]]
        case "p95":
            return values[ceil(Fraction(95, 100) * len(values)) - 1]
        case _:
            until = [*instants[1:], span.midnight(span.ends)]
            whole = span.midnight(span.end) - span.midnight(span.start)
            area = sum(
                (
                    shown[start] * Fraction((end - start) // timedelta(microseconds=1))
                    for start, end in zip(instants, until, strict=True)
                ),
                Fraction(0),
            )
            return area / (whole // timedelta(microseconds=1))
