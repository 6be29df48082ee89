"""Small worlds for tests: rows in, the real ingest and the real models, marts out.

Only the models are built that what is asked for comes from (`tests.support.warehouse`).
Example: one company with one seat-priced product, billed on the last of March.

    con = bill(tmp_path, compiled_models, as_of=date(2026, 3, 31), products=[...], ...)
    rows(con, "select total_minor from marts.invoices")
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

import duckdb

from app.preview import CompiledModels, open_memory
from ingest.landing import land_folder
from models_ml.schema import create_learning_tables
from tests.support.warehouse import Warehouse

Value = str | int | Decimal | bool | date | datetime | None
Row = Mapping[str, Value]

SELLER: Row = {
    "entity_id": "us",
    "name": "Northlight IT",
    "currency": "USD",
    "time_zone": "America/New_York",
    "country": "US",
    "invoice_prefix": "INV",
}
CUSTOMER: Row = {
    "company_id": "acme",
    "entity_id": "us",
    "name": "Acme Dental",
    "currency": "USD",
    "country": "US",
    "created_on": "2024-01-01",
}
REQUIRED: Mapping[str, tuple[Row, ...]] = {
    "entities": (SELLER,),
    "companies": (CUSTOMER,),
    "products": (
        {"product_id": "seat", "name": "Managed seat", "category": "recurring"},
    ),
    "prices": (
        {
            "price_id": "seat_list",
            "product_id": "seat",
            "currency": "USD",
            "charge_model": "per_unit",
            "unit_amount": "10000",
            "interval": "month",
            "effective_from": "2020-01-01",
        },
    ),
}


def write_folder(folder: Path, tables: Mapping[str, Iterable[Row]]) -> Path:
    """Write one CSV a table; columns are the union of the rows' keys, in order met."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, given in {**REQUIRED, **tables}.items():
        listed = list(given)
        columns = list(dict.fromkeys(key for row in listed for key in row))
        with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in listed:
                writer.writerow([_text(row.get(column)) for column in columns])
    return folder


def land(folder: Path, data: Path, as_of: date) -> Path:
    """Land a data folder with the real ingest and return the database file."""
    database = folder / "tallyhouse.duckdb"
    _land(folder, data, as_of, database)
    with duckdb.connect(str(database)) as con:
        create_learning_tables(con)
    return database


def bill(
    folder: Path, compiled: CompiledModels, *, as_of: date, **tables: Iterable[Row]
) -> duckdb.DuckDBPyConnection:
    """Bill a world: land its rows and return the warehouse that the models make of it.

    Tables that are left out get the small defaults of `REQUIRED`: the seller `us`,
    the customer `acme`, the product `seat` at 100.00 USD a month.
    """
    data = write_folder(folder / "data", tables)
    con = open_small()
    _land(folder, data, as_of, con)
    create_learning_tables(con)
    return cast("duckdb.DuckDBPyConnection", Warehouse(con, compiled))


def open_small() -> duckdb.DuckDBPyConnection:
    """Open a warehouse in memory for small worlds: more threads are in their way."""
    con = open_memory()
    con.execute("set threads = 1")
    return con


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query as plain tuples."""
    return con.execute(sql).fetchall()


def _land(
    folder: Path, data: Path, as_of: date, database: Path | duckdb.DuckDBPyConnection
) -> None:
    land_folder(
        data,
        lake=folder / "lake",
        landed=folder / "landed",
        database=database,
        as_of=as_of,
    )


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)
