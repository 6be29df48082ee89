"""Lays out invoices and their lines in memory, from the marts or from a file."""

from __future__ import annotations

from pathlib import Path

import duckdb

LEARNED_FROM_MOST = 20_000
"""How many issued invoices are learned from; the forest draws 25,600 rows of them."""

# Like is compared with like: of a company's invoices in one currency those with
# recurring charges are one series, those without another.
_INVOICES = """
create table invoices as
select
    cast(row_number() over (order by invoice_date, invoice_id) as integer)
        as invoice_no,
    cast(dense_rank() over (order by company_id, series) as integer) as series_no,
    *,
    row_number() over (partition by is_draft order by md5(invoice_id), invoice_id)
        as draw
from ({invoices})
"""
_PRODUCTS = """
create table products as
select
    cast(row_number() over (order by product_id) as integer) as product_no,
    product_id
from (select distinct product_id from given_lines)
"""
_LINES = """
create table lines as
select invoice_no, product_no, quantity, amount, discount, tax
from given_lines
inner join invoices using (invoice_id)
inner join products using (product_id)
"""
_COMPARED_LINES = """
create view compared_lines as
select lines.*
from lines
semi join (
    select invoice_no from invoices where is_draft or draw <= {most}
) using (invoice_no)
"""

_MARTS_INVOICES = """
    select
        invoice_id,
        company_id,
        currency || if(has_recurring, ' recurring', ' occasional') as series,
        invoice_date,
        source = 'draft' as is_draft
    from tallyhouse.marts.invoices
    inner join (
        select invoice_id, bool_or(kind = 'recurring') as has_recurring
        from tallyhouse.marts.invoice_lines
        group by invoice_id
    ) using (invoice_id)
    where status <> 'void'
"""
_MARTS_LINES = """
    select
        invoice_id,
        coalesce(product_id, kind, '') as product_id,
        cast(quantity as double) as quantity,
        cast(amount_minor as double) as amount,
        cast(coalesce(discount_minor, 0) as double) as discount,
        cast(coalesce(tax_minor, 0) as double) as tax
    from tallyhouse.marts.invoice_lines
"""

_RETAIL = """
    create temp view sales as
    select * from read_parquet('{parquet}')
    where CustomerID is not null and InvoiceNo not like 'C%' and Quantity > 0
"""
_RETAIL_INVOICES = """
    select
        InvoiceNo as invoice_id,
        cast(any_value(CustomerID) as varchar) as company_id,
        'GBP' as series,
        cast(any_value(InvoiceDate) as date) as invoice_date,
        false as is_draft
    from sales
    group by InvoiceNo
"""
_RETAIL_LINES = """
    select
        InvoiceNo as invoice_id,
        StockCode as product_id,
        cast(Quantity as double) as quantity,
        cast(Quantity * UnitPrice * 100 as double) as amount,
        0.0::double as discount,
        0.0::double as tax
    from sales
"""


def lines_from_marts(database: Path) -> duckdb.DuckDBPyConnection:
    """Read the lines of every invoice that is not void; the database stays closed."""
    con = duckdb.connect(config={"threads": 1})
    con.execute(f"attach '{_quoted(database.resolve())}' as tallyhouse (read_only)")
    _lay_out(con, _MARTS_INVOICES, _MARTS_LINES)
    con.execute("detach tallyhouse")
    return con


def lines_from_retail(parquet: Path) -> duckdb.DuckDBPyConnection:
    """Read the sales of the Online Retail file; returns and nameless buyers apart."""
    con = duckdb.connect(config={"threads": 1})
    con.execute(_RETAIL.format(parquet=_quoted(parquet)))
    _lay_out(con, _RETAIL_INVOICES, _RETAIL_LINES)
    return con


def what_was_drawn(con: duckdb.DuckDBPyConnection) -> str:
    """Say how many of the issued invoices are compared; nothing where all are."""
    issued = con.execute("select count(*) from invoices where not is_draft").fetchall()
    if issued[0][0] <= LEARNED_FROM_MOST:
        return ""
    return f" It saw {LEARNED_FROM_MOST:,} of {issued[0][0]:,} issued invoices."


def _lay_out(con: duckdb.DuckDBPyConnection, invoices: str, lines: str) -> None:
    """Fill `invoices` and `lines`; numbers, in the order of the names, stand for names.

    Every line is history. Compared with it are all drafts, and of the issued invoices
    as many as are learned from: those whose names hash lowest, of any company and date.
    """
    con.execute(f"create temp view given_lines as {lines}")
    con.execute(_INVOICES.format(invoices=invoices))
    con.execute(_PRODUCTS)
    con.execute(_LINES)
    con.execute("create table faulty_lines as from lines limit 0")
    con.execute(_COMPARED_LINES.format(most=LEARNED_FROM_MOST))
    con.execute("drop view given_lines")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
