"""Measures one version of the warehouse, so that two versions can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

Rows = list[tuple[object, ...]]
Measures = Mapping[str, Rows]

EVENT_TABLES = (
    "applications",
    "credit_notes",
    "issued_invoice_lines",
    "issued_invoices",
    "one_off_charges",
    "payments",
    "refunds",
    "rmm_device_counts",
    "time_entries",
)
CATALOGUE_TABLES = (
    "companies",
    "contracts",
    "discounts",
    "prices",
    "products",
    "subscription_items",
    "subscriptions",
    "tax_rates",
    "usage_daily",
)
RECENT_DAYS = 31


def _row_counts() -> str:
    tables = [f"raw.{name}" for name in (*EVENT_TABLES, *CATALOGUE_TABLES)]
    tables += ["marts.invoices", "marts.invoice_lines", "marts.ledger_entries"]
    return " union all ".join(
        f"select '{table}' as table_name, count(*) as row_count from tallyhouse.{table}"
        for table in tables
    )


PROFILES: dict[str, str] = {
    "row_counts": _row_counts(),
    "meter_usage": f"""
        select
            meter,
            source,
            cast(sum(quantity_sum) as double) / {RECENT_DAYS} as mean_daily_quantity
        from tallyhouse.raw.usage_daily, tallyhouse.raw.run_parameters
        where local_date > as_of - {RECENT_DAYS} and local_date <= as_of
        group by all
    """,
    "unit_prices": f"""
        select
            product_id,
            lines.currency,
            cast(avg(unit_amount) as double) as mean_unit_amount
        from tallyhouse.marts.invoice_lines as lines
        inner join tallyhouse.marts.invoices as invoices using (invoice_id)
        cross join tallyhouse.raw.run_parameters
        where
            invoice_date > as_of - {RECENT_DAYS}
            and kind in ('recurring', 'usage', 'time', 'one_off')
            and unit_amount > 0
        group by all
    """,
    "invoice_totals": f"""
        select currency, cast(median(total_minor) as double) as median_total_minor
        from tallyhouse.marts.invoices
        cross join tallyhouse.raw.run_parameters
        where invoice_date > as_of - {RECENT_DAYS} and status <> 'void'
        group by all
    """,
    "monthly_mrr": """
        select month, currency, cast(sum(closing_minor) as bigint) as closing_minor
        from tallyhouse.marts.mrr_monthly
        cross join tallyhouse.raw.run_parameters
        where month < date_trunc('month', as_of)
        group by all
    """,
}
"""Each query runs on whichever version is attached as catalogue `tallyhouse`."""


def measure(database: Path) -> Measures:
    """Measure a version; what that version did not have yet is left out."""
    with duckdb.connect(str(database), read_only=True) as con:
        return {name: _measured(con, query) for name, query in PROFILES.items()}


def profile_columns(name: str) -> str:
    """Return the typed columns of a profile's table."""
    return {
        "row_counts": "table_name varchar, row_count bigint",
        "meter_usage": "meter varchar, source varchar, mean_daily_quantity double",
        "unit_prices": "product_id varchar, currency varchar, mean_unit_amount double",
        "invoice_totals": "currency varchar, median_total_minor double",
        "monthly_mrr": "month date, currency varchar, closing_minor bigint",
    }[name]


def _measured(con: duckdb.DuckDBPyConnection, query: str) -> Rows:
    try:
        return con.execute(query).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return []
