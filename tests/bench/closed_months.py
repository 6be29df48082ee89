"""Measures a month's landing and billing alone, and again after twelve closed months.

The closed months are invoices that the books hold as issued, computed from the events
by the independent query of the bench.
"""

from datetime import date
from pathlib import Path

import duckdb

from tests.bench.books import Books
from tests.bench.events import Stream, write_received
from tests.bench.figures import HistoryFigures
from tests.bench.one_month import COMPANIES, first_overhead, warm_overhead
from tests.bench.world import ZONES, World, write_world

OPENED_ON = date(2025, 3, 1)
CLOSED_THROUGH = date(2026, 3, 1)
MONTH_DAYS = 31
AS_OF = date(2026, 4, 2)
BEFORE = date(2026, 3, 2)
ISSUED_SQL = """
    create table issued as
    select
        company_id,
        meter,
        date_trunc('month', local_date)::date as period_start,
        sum(used) as quantity,
        cast(round(
            cast(sum(used) as decimal(18, 6))
            * (cast(substr(meter, 6) as integer) + 1.25)
        ) as bigint) as amount_minor,
    from (
        select
            any_value(company_id) as company_id,
            any_value(meter) as meter,
            cast(timezone(list_extract({zones},
                cast(substr(any_value(company_id), 2) as integer) % {zone_count} + 1
            ), any_value(occurred_at)) as date) as local_date,
            any_value(quantity) as used,
        from read_parquet('{files}')
        group by source, event_id
    )
    where local_date >= date '{opened}' and local_date < date '{closed}'
    group by company_id, meter, date_trunc('month', local_date)
"""
INVOICES_SQL = """
    copy (
        select
            company_id || '-' || strftime(period_start, '%Y%m') as invoice_no,
            company_id,
            cast(period_start + interval 1 month as date) as invoice_date,
            invoice_date + 30 as due_date,
            'USD' as currency,
            sum(amount_minor) as total_minor,
            'paid' as status,
            invoice_date + 20 as closed_on,
        from issued
        group by all
    ) to '{path}'
"""
LINES_SQL = """
    copy (
        select
            company_id || '-' || strftime(period_start, '%Y%m') as invoice_no,
            substr(meter, 6) as line_no,
            's' || substr(company_id, 2) as subscription_id,
            'i' || substr(company_id, 2) || '-' || substr(meter, 6) as item_id,
            'product' || substr(meter, 6) as product_id,
            'price' || substr(meter, 6) as price_id,
            meter,
            'usage' as kind,
            period_start,
            cast(period_start + interval 1 month as date) as period_end,
            quantity,
            amount_minor,
        from issued
    ) to '{path}'
"""


def measure_history(millions: float, root: Path, overheads: Books) -> HistoryFigures:
    """Bill the thirteenth month alone, then in books that hold twelve before it."""
    a_day = int(millions * 1_000_000) // MONTH_DAYS
    alone, after = Books(root / "alone"), Books(root / "after")
    write_world(World(COMPANIES, CLOSED_THROUGH), alone.data)
    write_world(World(COMPANIES, OPENED_ON), after.data)
    closed_days = (CLOSED_THROUGH - OPENED_ON).days
    stream = Stream(COMPANIES, OPENED_ON, closed_days, a_day)
    for place in range(closed_days):
        write_received(stream, place, after.usage)
    _issue(after)
    month = Stream(COMPANIES, CLOSED_THROUGH, MONTH_DAYS, a_day)
    seconds = []
    for books in (alone, after):
        books.bill(BEFORE)
        for place in range(MONTH_DAYS):
            write_received(month, place, books.usage)
        seconds.append(books.bill(AS_OF).seconds)
    first_overhead(overheads)
    return HistoryFigures(
        millions,
        *seconds,
        after_steps=after.seconds_by_step(),
        stored_seconds=after.seconds_to_store(),
        overhead=warm_overhead(overheads),
    )


def _issue(books: Books) -> None:
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'; set memory_limit = '3GB'; set threads = 2")
        con.execute(
            ISSUED_SQL.format(
                files=books.usage / "*.parquet",
                zones=list(ZONES),
                zone_count=len(ZONES),
                opened=OPENED_ON,
                closed=CLOSED_THROUGH,
            )
        )
        for name, query in (
            ("issued_invoices", INVOICES_SQL),
            ("issued_invoice_lines", LINES_SQL),
        ):
            con.execute(query.format(path=books.data / f"{name}.csv"))
