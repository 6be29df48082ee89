"""Measures a month of usage: the floor, the first run, one more day, nothing new."""

import statistics
from datetime import date, timedelta
from pathlib import Path

from tests.bench.books import Books
from tests.bench.events import Stream, write_received
from tests.bench.figures import SizeFigures
from tests.bench.independent import compare
from tests.bench.measured import measured, module
from tests.bench.world import World, write_world

COMPANIES = 10_000
FIRST = date(2026, 3, 1)
LAST = date(2026, 3, 31)
AS_OF = LAST + timedelta(days=2)
DAYS = 31
LATER_RUNS = 3


def measure_month(millions: float, root: Path, overheads: Books) -> SizeFigures:
    """Generate the month, bill it, add a day, bill again, and again with nothing."""
    books = Books(root)
    stream = Stream(COMPANIES, FIRST, DAYS + 1, int(millions * 1_000_000) // DAYS)
    write_world(World(COMPANIES), books.data)
    for place in range(DAYS):
        write_received(stream, place, books.usage)
    floors = [floor(books.usage)]
    first = books.bill(AS_OF)
    steps = books.seconds_by_step()
    floors.append(floor(books.usage))
    write_received(stream, DAYS, books.usage)
    day = books.bill(AS_OF)
    day_steps = books.seconds_by_step()
    floors.append(floor(books.usage))
    unchanged = books.bill(AS_OF)
    agreed = compare(
        books.usage, books.warehouse, events=stream.events, first=FIRST, last=LAST
    )
    return SizeFigures(
        millions=millions,
        floor_seconds=statistics.median(seconds for seconds, _ in floors),
        floor_mb=statistics.median(peak for _, peak in floors),
        first_seconds=first.seconds,
        first_overhead=first_overhead(overheads),
        first_mb=first.peak_mb,
        steps=steps,
        day_seconds=day.seconds,
        day_mb=day.peak_mb,
        day_steps=day_steps,
        stored_seconds=books.seconds_to_store(),
        overhead=warm_overhead(overheads),
        unchanged_seconds=unchanged.seconds,
        lines=agreed.lines,
        lines_differing=agreed.differing,
    )


def floor(usage: Path) -> tuple[float, float]:
    """Return the seconds of the floor's query, and the memory of its process."""
    found = measured(module("tests.bench.floor", str(usage)))
    return float(found.output), found.peak_mb


def first_overhead(books: Books) -> float:
    """Return what a first run of one company in a new home takes."""
    write_world(World(1), books.data)
    return books.bill(AS_OF).seconds


def warm_overhead(books: Books) -> float:
    """Return what a later run of a company or two takes: the median of three."""
    taken = []
    for companies in range(2, 2 + LATER_RUNS):
        write_world(World(companies), books.data)
        taken.append(books.bill(AS_OF).seconds)
    return statistics.median(taken)
