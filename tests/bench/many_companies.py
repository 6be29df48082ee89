"""Measures how long many companies with recurring items take to be drafted."""

from datetime import date
from pathlib import Path

import duckdb

from tests.bench.books import Books
from tests.bench.figures import RecurringFigures
from tests.bench.one_month import first_overhead
from tests.bench.world import World, write_world

COMPANIES = 100_000
AS_OF = date(2026, 3, 31)


def measure_companies(
    root: Path, overheads: Books, companies: int = COMPANIES
) -> RecurringFigures:
    """Draft five recurring items for each company, in one first run."""
    books = Books(root)
    write_world(World(companies, is_metered=False), books.data)
    taken = books.bill(AS_OF)
    with duckdb.connect(str(books.warehouse), read_only=True) as con:
        drafts = con.execute(
            "select count(*) from marts.invoices where source = 'draft'"
        ).fetchall()[0][0]
    return RecurringFigures(
        companies=companies,
        seconds=taken.seconds,
        overhead=first_overhead(overheads),
        peak_mb=taken.peak_mb,
        drafts=drafts,
    )
