"""Periods: the macros against a calendar of its own, for every anchor and time zone."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import duckdb
import pytest

from tests.dbt_project.billing.test_money_macros import rendered
from tests.support.periods_oracle import DAYS, MONTHS, boundary

COUNTS = (1, 2, 3, 5, 14)
LEAP_YEAR = [date(2024, 1, 1) + timedelta(days=days) for days in range(366)]
TEN_YEARS = 3653
ZONES = (
    *("UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "America/St_Johns", "Pacific/Chatham", "America/Santiago"),
    *("America/Havana", "Africa/Cairo", "Asia/Beirut", "Atlantic/Azores"),
    *("America/Sao_Paulo", "America/Asuncion", "Asia/Tehran", "Asia/Gaza"),
)

Period = tuple[date, str, int, int]


def numbers(step: str, size: int) -> range:
    """Every n of ten years, half of them before the anchor."""
    shortest = DAYS[step] if step in DAYS else 31 * MONTHS[step]
    last = TEN_YEARS // 2 // (shortest * size) + 1
    return range(-last, last + 1)


def all_periods() -> Iterator[Period]:
    """Every day of a leap year as the anchor; of days and weeks a few suffice."""
    for size in COUNTS:
        for step in MONTHS:
            for anchor in LEAP_YEAR:
                yield from ((anchor, step, size, n) for n in numbers(step, size))
        for step in DAYS:
            for anchor in LEAP_YEAR[::60]:
                yield from ((anchor, step, size, n) for n in numbers(step, size))


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("set TimeZone = 'UTC'")
        yield opened


@pytest.mark.slow
@pytest.mark.rule("2.2", "2.3", "trap 1", "trap 3", "trap 8", "trap 13")
def test_periods_tile_over_ten_years_for_every_anchor_and_interval(
    con: duckdb.DuckDBPyConnection,
) -> None:
    starts = rendered("period_boundary('a.anchor', 'a.step', 'a.size', 'a.n')")
    ends = rendered("period_boundary('a.anchor', 'a.step', 'a.size', 'a.n + 1')")
    first = rendered("period_index('p.anchor', 'p.step', 'p.size', 'p.starts')")
    last = rendered("period_index('p.anchor', 'p.step', 'p.size', '(p.ends - 1)')")
    middle = rendered(
        "period_index('p.anchor', 'p.step', 'p.size', "
        "'(p.starts + ((p.ends - p.starts) // 2)::integer)')"
    )
    listed = list(all_periods())
    anchors, steps, sizes, ns = (list(column) for column in zip(*listed, strict=True))

    found = con.execute(
        "with a as (select unnest(?::date[]) as anchor, unnest(?::varchar[]) as step, "
        "unnest(?::integer[]) as size, unnest(?::integer[]) as n, "
        "unnest(range(?)) as place), "
        f"p as (select *, {starts} as starts, {ends} as ends from a) "
        f"select starts, ends, {first} = n and {last} = n and {middle} = n "
        "from p order by place",
        [anchors, steps, sizes, ns, len(listed)],
    ).fetchall()

    assert len(found) == len(listed) > 150_000
    for period, (starts_on, ends_on, is_found_again) in zip(listed, found, strict=True):
        assert is_found_again, period
        assert starts_on == boundary(*period), period
        assert starts_on < ends_on, period
    for (one, (_, end, _)), (next_one, (start, _, _)) in pairwise(
        zip(listed, found, strict=True)
    ):
        assert one[:3] != next_one[:3] or end == start, one


@pytest.mark.rule("2.1", "trap 5", "trap 6", "trap 10")
def test_a_local_day_begins_at_its_first_instant_in_every_time_zone(
    con: duckdb.DuckDBPyConnection,
) -> None:
    midnight = rendered("local_midnight('a.day', 'a.zone')")
    here = rendered("local_date('m.begins_at', 'm.zone')")
    before = rendered("local_date('(m.begins_at - interval 1 microsecond)', 'm.zone')")

    wrong = con.execute(
        "with a as (select unnest(?::varchar[]) as zone, day::date as day from "
        "generate_series(date '2016-01-01', date '2027-12-31', interval 1 day) "
        f"t(day)), m as (select *, {midnight} as begins_at from a) "
        f"select * from m where {here} <> day or {before} <> day - 1",
        [list(ZONES)],
    ).fetchall()

    assert wrong == []


@pytest.mark.rule("2.1", "trap 9")
@pytest.mark.parametrize("session", ["America/New_York", "Pacific/Chatham"])
def test_the_zone_of_the_session_moves_no_midnight(session: str) -> None:
    midnight = rendered("local_midnight(\"date '2026-07-01'\", \"'Europe/Budapest'\")")
    day = rendered(
        "local_date(\"timestamp '2026-06-30 22:00'\", \"'Europe/Budapest'\")"
    )
    with duckdb.connect() as con:
        con.execute(f"set TimeZone = '{session}'")

        found = con.execute(f"select {midnight}, {day}").fetchone()

    assert found == (datetime(2026, 6, 30, 22), date(2026, 7, 1))  # noqa: DTZ001
