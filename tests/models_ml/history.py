"""A year and a quarter of invoices and MRR, made up from a seed."""

from datetime import date
from pathlib import Path

import duckdb
import numpy as np

TABLES = """
create schema tallyhouse.raw;
create schema tallyhouse.marts;
create table tallyhouse.raw.run_parameters (as_of date);
create table tallyhouse.marts.invoices (
    invoice_id varchar, company_id varchar, status varchar, source varchar,
    invoice_date date, currency varchar);
create table tallyhouse.marts.invoice_lines (
    invoice_id varchar, line_no integer, kind varchar, product_id varchar,
    quantity decimal(38, 12), amount_minor bigint, discount_minor bigint,
    tax_minor bigint);
create table tallyhouse.marts.mrr_monthly (
    month date, company_id varchar, product_id varchar, currency varchar,
    closing_minor bigint);
"""
LAST_MONTH = 15
PRODUCTS = {"seat": 9_000, "backup": 4_000, "server": 15_000, "calls": 12}


def months(count: int) -> list[date]:
    return [date(2025 + n // 12, n % 12 + 1, 1) for n in range(count)]


def warehouse(folder: Path, *, companies: int = 24, length: int = LAST_MONTH) -> Path:
    """Write steady invoices of every company and month; the last month is drafts."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "tallyhouse.duckdb"
    chance = np.random.default_rng(5)
    with duckdb.connect(str(database)) as con:
        con.execute(TABLES)
        con.execute("insert into raw.run_parameters values (?)", [months(length)[-1]])
        invoices, lines = [], []
        for number in range(companies):
            sizes = chance.integers(3, 40, size=len(PRODUCTS))
            for index, month in enumerate(months(length)):
                invoice = f"c{number}-{index}"
                is_last = index == length - 1
                state = "draft" if is_last else "issued"
                invoices.append((invoice, f"c{number}", state, state, month, "USD"))
                lines += _lines(invoice, sizes, chance)
        _insert(con, "invoices", invoices)
        _insert(con, "invoice_lines", lines)
    return database


def with_mrr(database: Path, currency: str, amounts: list[int]) -> Path:
    """Give the warehouse the closing MRR of its last months, one company's."""
    last = months(LAST_MONTH)[-len(amounts) :]
    rows = [
        (month, "c0", "seat", currency, amount)
        for month, amount in zip(last, amounts, strict=True)
    ]
    with duckdb.connect(str(database)) as con:
        _insert(con, "mrr_monthly", rows)
    return database


def query(database: Path, statement: str) -> list[tuple]:
    with duckdb.connect(str(database)) as con:
        return con.execute(statement).fetchall()


def _insert(con: duckdb.DuckDBPyConnection, mart: str, rows: list[tuple]) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        marks = ", ".join("unnest(?)" for _ in columns)
        con.execute(f"insert into marts.{mart} select {marks}", columns)


def _lines(invoice: str, sizes: np.ndarray, chance: np.random.Generator) -> list[tuple]:
    lines = []
    for line, (product, price) in enumerate(PRODUCTS.items(), start=1):
        drift = int(chance.integers(-1, 2))
        quantity = int(sizes[line - 1]) + drift
        amount = quantity * price
        discount = -amount // 10
        tax = (amount + discount) // 5
        kind = "usage" if product == "calls" else "recurring"
        lines.append((invoice, line, kind, product, quantity, amount, discount, tax))
    return lines
