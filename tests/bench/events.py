"""Writes usage events as Parquet, one file for each day of receipt, from a seed.

Event n is the same in every run: its instant, company, meter and quantity are read
off a hash of n. One in a hundred is sent twice, of these one in ten a day later; one
in two hundred is received one to three days late.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tests.bench.world import METERS

SEED = 20260301
LAG_MAX = 4
SENT_SQL = """
    select
        md5('{seed}' || n) as event_id,
        'api' as source,
        'c' || lpad(cast(h % {companies} as varchar), 6, '0') as company_id,
        'meter' || (h // {companies} % {meters}) as meter,
        timestamptz '{day} 00:00:00+00' + to_seconds(cast(g % 86400 as bigint))
            as occurred_at,
        occurred_at + to_seconds(5 + n % 7) + to_days({lag}) as received_at,
        cast((1 + g // 86400 % 5000) / 1000 as decimal(18, 6)) as quantity,
    from (
        select
            range as n,
            hash({seed} + range) as h,
            hash({seed} + range, 1) as g,
            if(h // 1000003 % 200 = 0, 1 + g // 13 % 3, 0) as days_late,
            h // 1009 % 100 = 0 as is_sent_twice,
            if(is_sent_twice and g // 11 % 10 = 0, 1, 0) as days_between,
        from range({first}, {last})
    )
"""
ONCE = "days_late = {lag}"
AGAIN = "is_sent_twice and days_late + days_between = {lag}"


@dataclass(frozen=True)
class Stream:
    """So many different events a day, of companies of the bench's world."""

    companies: int
    first_day: date
    days: int
    a_day: int

    @property
    def events(self) -> int:
        """How many different events there are."""
        return self.days * self.a_day


def write_received(stream: Stream, place: int, folder: Path) -> Path:
    """Write the file of what was received on the stream's day of that place."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stream.first_day + timedelta(days=place)}.parquet"
    parts = [
        _sent(stream, place - lag, lag, which)
        for lag in range(LAG_MAX + 1)
        if 0 <= place - lag < stream.days
        for which in (ONCE, AGAIN)
    ]
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'; set memory_limit = '2GB'")
        union = " union all ".join(parts)
        con.execute(f"copy ({union}) to '{path}' (format parquet, compression zstd)")
    return path


def _sent(stream: Stream, place: int, lag: int, which: str) -> str:
    number = stream.first_day.toordinal() + place  # two streams share no event
    sent = SENT_SQL.format(
        seed=SEED,
        first=number * stream.a_day,
        last=(number + 1) * stream.a_day,
        companies=stream.companies,
        meters=METERS,
        day=stream.first_day + timedelta(days=place),
        lag=lag,
    )
    return f"({sent} where {which.format(lag=lag)})"
