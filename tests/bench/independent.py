"""Computes the bill a second time, from the events alone and by another way.

Each key counts once: events are grouped by the key itself, one hash slice of the keys
at a time, and none of the engine's tables, models or registries is used.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from tests.bench.world import ZONES

SLICE_SQL = """
    insert into billed
    select company_id, meter, count(*) as events, sum(quantity) as used
    from (
        select
            source,
            event_id,
            any_value(company_id) as company_id,
            any_value(meter) as meter,
            any_value(occurred_at) as occurred_at,
            any_value(quantity) as quantity,
        from read_parquet('{files}')
        where hash(event_id) % {slices} = {place}
        group by source, event_id
    )
    where cast(timezone(list_extract({zones},
        cast(substr(company_id, 2) as integer) % {zone_count} + 1
    ), occurred_at) as date) between date '{first}' and date '{last}'
    group by all
"""
EXPECTED_SQL = """
    select
        company_id,
        meter,
        cast(sum(used) as decimal(38, 6)) as quantity,
        cast(round(
            cast(sum(used) as decimal(18, 6))
            * (cast(substr(meter, 6) as integer) + 1.25)
        ) as bigint) as amount_minor,
    from billed
    group by company_id, meter
"""
GIVEN_SQL = """
    select
        invoices.company_id,
        lines.meter,
        cast(sum(lines.quantity) as decimal(38, 6)) as quantity,
        sum(lines.amount_minor)::bigint as amount_minor,
    from books.marts.invoice_lines as lines
    inner join books.marts.invoices as invoices using (invoice_id)
    where lines.period_start = date '{first}'
    group by all
"""


@dataclass(frozen=True)
class Agreement:
    """How many lines two ways of computing give, and how many differ."""

    lines: int
    differing: int
    events: int


def compare(
    usage: Path, warehouse: Path, *, events: int, first: date, last: date
) -> Agreement:
    """Compare the lines of a warehouse with those computed from its events."""
    slices = max(1, events // 4_000_000)
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'; set threads = 2; set memory_limit = '3GB'")
        con.execute(f"attach '{warehouse}' as books (read_only)")
        con.execute(
            "create temp table billed (company_id varchar, meter varchar, "
            "events bigint, used decimal(38, 6))"
        )
        for place in range(slices):
            con.execute(
                SLICE_SQL.format(
                    files=usage / "*.parquet",
                    slices=slices,
                    place=place,
                    zones=list(ZONES),
                    zone_count=len(ZONES),
                    first=first,
                    last=last,
                )
            )
        expected, given = EXPECTED_SQL, GIVEN_SQL.format(first=first)
        lines = con.execute(f"select count(*) from ({given})").fetchall()[0][0]
        differing = con.execute(
            f"select count(*) from (({expected}) except all ({given}) "
            f"union all (({given}) except all ({expected})))"
        ).fetchall()[0][0]
        counted = con.execute("select sum(events)::bigint from billed").fetchall()[0][0]
        return Agreement(lines, differing, counted)
