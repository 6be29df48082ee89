"""Lays out invoice lines in memory, from the marts or from a file, in one shape."""

from __future__ import annotations

from pathlib import Path

import duckdb

# Like is compared with like: of a company's invoices in one currency those with
# recurring charges are one series, those without another.
LINES = """
    invoice_id varchar, company_id varchar, series varchar, invoice_date date,
    is_draft boolean, kind varchar, product_id varchar, quantity double,
    amount double, discount double, tax double
"""

_FROM_MARTS = """
    insert into lines
    select
        invoice_id,
        invoices.company_id,
        invoices.currency || if(
            bool_or(lines.kind = 'recurring') over (partition by invoice_id),
            ' recurring',
            ' occasional'
        ),
        invoices.invoice_date,
        invoices.source = 'draft',
        lines.kind,
        coalesce(lines.product_id, lines.kind, ''),
        lines.quantity,
        lines.amount_minor,
        coalesce(lines.discount_minor, 0),
        coalesce(lines.tax_minor, 0)
    from tallyhouse.marts.invoice_lines as lines
    inner join tallyhouse.marts.invoices as invoices using (invoice_id)
    where invoices.status <> 'void'
"""

_FROM_RETAIL = """
    insert into lines
    select
        InvoiceNo,
        cast(CustomerID as varchar),
        'GBP',
        cast(InvoiceDate as date),
        false,
        'one_off',
        StockCode,
        Quantity,
        Quantity * UnitPrice * 100,
        0,
        0
    from read_parquet(?)
    where CustomerID is not null and InvoiceNo not like 'C%' and Quantity > 0
"""


def lines_from_marts(database: Path) -> duckdb.DuckDBPyConnection:
    """Read the lines of every invoice that is not void; the database stays closed."""
    con = _empty()
    quoted = str(database.resolve()).replace("'", "''")
    con.execute(f"attach '{quoted}' as tallyhouse (read_only)")
    con.execute(_FROM_MARTS)
    con.execute("detach tallyhouse")
    return con


def lines_from_retail(parquet: Path) -> duckdb.DuckDBPyConnection:
    """Read the sales of the Online Retail file; returns and nameless buyers apart."""
    con = _empty()
    con.execute(_FROM_RETAIL, [str(parquet)])
    return con


def _empty() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 1})
    con.execute(f"create table lines ({LINES})")
    con.execute(f"create table faulty_lines ({LINES}, fault varchar)")
    return con
