"""Copies the raw tables of a version into memory, for some companies only."""

from collections.abc import Collection

import duckdb

from app.preview.runner import CATALOGUE

PUBLISHED = "published"
LINKS = ("companies", "contracts", "subscriptions", "subscription_items", "prices")
OF_THE_SCOPE = "company_id is null or company_id in (from in_scope)"
OF_AN_INVOICE = (
    f"(entity_id, invoice_no) in "
    f"(select (entity_id, invoice_no) from {CATALOGUE}.raw.issued_invoices)"
)
OF_A_PAYMENT = f"payment_id in (select payment_id from {CATALOGUE}.raw.payments)"
FIRST = ("companies", "subscriptions", "subscription_items", "issued_invoices")
FIRST_DOCUMENTS = ("payments", "credit_notes")
CONDITIONS = {
    "subscription_items": (
        "subscription_id in "
        f"(select subscription_id from {CATALOGUE}.raw.subscriptions)"
    ),
    "subscription_changes": (
        f"item_id in (select item_id from {CATALOGUE}.raw.subscription_items)"
    ),
    "issued_invoice_lines": OF_AN_INVOICE,
    "credit_notes": OF_AN_INVOICE,
    "write_offs": OF_AN_INVOICE,
    "refunds": OF_A_PAYMENT,
    "usage_series_days": (
        f"series_id in (select series_id from {CATALOGUE}.raw.usage_series)"
    ),
    "disputes": OF_A_PAYMENT,
    "applications": (
        f"{OF_A_PAYMENT} or credit_note_no in "
        f"(select credit_note_no from {CATALOGUE}.raw.credit_notes)"
    ),
}
NEEDED_BY_CONDITIONS = {*FIRST, *FIRST_DOCUMENTS}


def load_links(con: duckdb.DuckDBPyConnection) -> None:
    """Copy the tables that say which companies belong together, whole."""
    con.execute(f"create schema if not exists {CATALOGUE}.raw")
    for table in LINKS:
        _copy(con, table, "true")


def load_inputs(
    con: duckdb.DuckDBPyConnection,
    tables: Collection[str],
    companies: Collection[str] | None,
) -> None:
    """Copy the tables for these companies, or for all where it is None."""
    con.execute("create or replace temp table in_scope (company_id varchar)")
    if companies:
        con.execute("insert into in_scope select unnest(?)", [sorted(companies)])
    wanted = {*tables, *NEEDED_BY_CONDITIONS, *LINKS, "run_parameters"}
    for table in sorted(wanted, key=_place):
        _copy(con, table, "true" if companies is None else _condition(con, table))


def _place(table: str) -> tuple[int, str]:
    """Put a table after those by which its rows are chosen."""
    if table in FIRST:
        return FIRST.index(table), table
    return len(FIRST) + (table not in FIRST_DOCUMENTS), table


def _condition(con: duckdb.DuckDBPyConnection, table: str) -> str:
    if table in CONDITIONS:
        return CONDITIONS[table]
    has_company = con.execute(
        "select 1 from duckdb_columns() where database_name = ? and schema_name = "
        "'raw' and table_name = ? and column_name = 'company_id'",
        [PUBLISHED, table],
    ).fetchone()
    return OF_THE_SCOPE if has_company else "true"


def _copy(con: duckdb.DuckDBPyConnection, table: str, condition: str) -> None:
    con.execute(
        f"create or replace table {CATALOGUE}.raw.{table} as "
        f"from {PUBLISHED}.raw.{table} where {condition}"
    )
