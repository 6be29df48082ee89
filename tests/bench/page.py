"""Writes docs/performance.md from what was measured, missed targets included."""

from collections.abc import Iterator

from tests.bench.figures import (
    Figures,
    HistoryFigures,
    RecurringFigures,
    SizeFigures,
)
from tests.bench.measured import ROOT

PAGE = ROOT / "docs" / "performance.md"
ASKED_MILLIONS = (10, 30, 100)
INTRODUCTION = """# Performance

Written by `make bench` itself; do not edit. Every figure is a ratio within one run of
the bench, because seconds say more about a machine, and about who else uses it at the
time, than about a program.

The world: 10,000 companies with ten meters each, one month of events as Parquet, one
file for each day of receipt, from a fixed seed; 1 % of the events are sent twice (a
tenth of them a day later), 0.5 % arrive one to three days late. The **floor** is one
query of DuckDB that reads the same files and groups them by customer, meter and day,
without taking duplicates out; the median of three, taken before, between and after.
The **full run** is `tallyhouse run` in a new process and a new home: land, deduplicate
exactly, roll up, price, draft, keep the books, check, publish.

What dbt and Dagster take to start, and a run of a firm with one company to go through
every model and check, is measured apart by billing such a firm, and taken off: **net**
means without it. Memory is the most that all processes of a run held together.
"""


def write_page(figures: Figures) -> None:
    """Write the page."""
    PAGE.write_text("\n".join(_lines(figures)) + "\n", encoding="utf-8")


def _lines(figures: Figures) -> Iterator[str]:
    yield INTRODUCTION
    machine = ", ".join(f"{name} {value}" for name, value in figures.machine.items())
    yield f"Measured on: {machine}.\n"
    sizes = sorted(figures.sizes.values(), key=lambda size: size.millions)
    if sizes:
        yield "## One month of events\n"
        yield from _size_table(sizes)
        yield ""
    if figures.clickhouse:
        yield f"ClickHouse: {figures.clickhouse}\n"
    yield "## Targets\n"
    yield "| target | measured | |"
    yield "| --- | --- | --- |"
    for size in sizes[-1:]:
        yield from _size_targets(size)
    if figures.history:
        yield _history_target(figures.history)
    if figures.recurring:
        yield _recurring_target(figures.recurring)
    yield ""
    yield from (f"Not measured yet: {what}.\n" for what in _missing(figures))
    yield from (_apart(size) for size in sizes)
    if figures.history:
        yield _history_apart(figures.history)


def _missing(figures: Figures) -> Iterator[str]:
    for millions in ASKED_MILLIONS:
        if f"{millions:g}" not in figures.sizes:
            yield (
                f"{millions} million events (`make bench EVENTS={millions}`); the "
                "targets above are of the largest size that was measured"
            )
    if figures.history is None:
        yield "a month after twelve closed months (`make bench EVENTS= PARTS=history`)"
    if figures.recurring is None:
        yield "many companies (`make bench EVENTS= PARTS=companies`)"
    if not figures.clickhouse:
        yield "ClickHouse (`make bench EVENTS= PARTS=clickhouse`)"


def _size_table(sizes: list[SizeFigures]) -> Iterator[str]:
    rows = {
        "million events": [f"{size.millions:g}" for size in sizes],
        "floor, seconds": [f"{size.floor_seconds:.2f}" for size in sizes],
        "full run, net: times the floor": [
            f"{first_net(size) / size.floor_seconds:.1f}"
            if is_told(size)
            else "drowned in noise"
            for size in sizes
        ],
        "of which landing": [
            f"{size.steps['landing'] / size.floor_seconds:.1f}" for size in sizes
        ],
        "peak memory of the floor, MB": [f"{size.floor_mb:.0f}" for size in sizes],
        "peak memory of the full run, MB": [f"{size.first_mb:.0f}" for size in sizes],
        "one more day, net: part of the full run": [
            f"1/{first_net(size) / day_net(size):.1f}"
            if is_told(size)
            else "drowned in noise"
            for size in sizes
        ],
        "nothing new: part of a run's fixed overhead": [
            f"{size.unchanged_seconds / size.overhead:.2f}" for size in sizes
        ],
        "lines that differ from the independent query": [
            f"{size.lines_differing} of {size.lines:,}" for size in sizes
        ],
    }
    for place, (name, cells) in enumerate(rows.items()):
        yield f"| {name} | {' | '.join(cells)} |"
        if place == 0:
            yield "| --- |" + " ---: |" * len(sizes)


def _size_targets(size: SizeFigures) -> Iterator[str]:
    at = f"{size.millions:g} M"
    times = first_net(size) / size.floor_seconds
    if not is_told(size):
        yield (
            f"| {at} for the first time in at most 6 times the floor, one more day in "
            "a fifteenth | a small firm's run, measured minutes later on the busy "
            "machine, took longer than the whole | **undecided** |"
        )
    if is_told(size):
        yield from _time_targets(size, times)
    yield _row(
        f"{at} in at most 3 GB (aim 2)",
        f"{size.first_mb / 1000:.1f} GB",
        is_met=size.first_mb <= 3000,
    )
    yield _row(
        "nothing new in no more than the fixed overhead of a run",
        f"{size.unchanged_seconds:.1f} s against {size.overhead:.1f} s",
        is_met=size.unchanged_seconds <= size.overhead,
    )
    yield _row(
        "the same lines as the independent query",
        f"{size.lines_differing} of {size.lines:,} differ",
        is_met=size.lines_differing == 0,
    )


def _time_targets(size: SizeFigures, times: float) -> Iterator[str]:
    at = f"{size.millions:g} M"
    yield _row(
        f"{at} for the first time in at most 6 times the floor (aim 3)",
        f"{times:.1f} times",
        is_met=times <= 6,
    )
    part = first_net(size) / day_net(size)
    yield _row(
        "one more day in at most a fifteenth of that",
        f"1/{part:.1f}",
        is_met=part >= 15,
    )


def _history_target(history: HistoryFigures) -> str:
    alone = history.alone_seconds - history.overhead
    after = history.after_seconds - history.overhead
    return _row(
        f"a month of {history.millions_a_month:g} M events after twelve closed months "
        "within 15 % of the first",
        f"{(after / alone - 1) * 100:+.0f} %",
        is_met=after <= 1.15 * alone,
    )


def _history_apart(history: HistoryFigures) -> str:
    return (
        f"Seconds of a month of {history.millions_a_month:g} M events: in new books "
        f"{history.alone_seconds:.1f}, after twelve closed months "
        f"{history.after_seconds:.1f} ({_steps(history.after_steps)}); of either "
        f"{history.overhead:.1f} fixed. To store the tables of the latter again, "
        f"computed already, takes {history.stored_seconds:.1f}."
    )


def _recurring_target(recurring: RecurringFigures) -> str:
    net = recurring.seconds - recurring.overhead
    return _row(
        f"{recurring.companies:,} companies with five recurring items each drafted in "
        "under a minute",
        f"{net:.0f} s net, {recurring.drafts:,} drafts, "
        f"{recurring.peak_mb / 1000:.1f} GB",
        is_met=net < 60,
    )


def _row(target: str, found: str, *, is_met: bool) -> str:
    return f"| {target} | {found} | {'met' if is_met else '**missed**'} |"


def _apart(size: SizeFigures) -> str:
    return (
        f"Seconds at {size.millions:g} M: first run {size.first_seconds:.1f}, of which "
        f"fixed in a new home {size.first_overhead:.1f} ({_steps(size.steps)}); one "
        f"more day {size.day_seconds:.1f}, of which fixed {size.overhead:.1f} "
        f"({_steps(size.day_steps)}); nothing new {size.unchanged_seconds:.1f}. To "
        f"store the tables of one version again, computed already, takes "
        f"{size.stored_seconds:.1f}.\n"
    )


def _steps(steps: dict[str, float]) -> str:
    return ", ".join(f"{name} {took:.1f}" for name, took in steps.items())


def first_net(size: SizeFigures) -> float:
    """Return what the first run took without its fixed overhead."""
    return size.first_seconds - size.first_overhead


def is_told(size: SizeFigures) -> bool:
    """Say whether a busy machine has not drowned the difference."""
    return first_net(size) > 0 and size.day_seconds > size.overhead


def day_net(size: SizeFigures) -> float:
    """Return what one more day took without the fixed overhead of a run."""
    return max(size.day_seconds - size.overhead, 0.1)
