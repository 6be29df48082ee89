"""Create the empty raw tables, so that models always find every one of them."""

import duckdb

from ingest.contracts.columns import Column
from ingest.contracts.registry import ROW_TABLES
from ingest.contracts.table import TableContract

PROVENANCE = {
    "_source": "VARCHAR",
    "_file": "VARCHAR",
    "_row": "BIGINT",
    "_landed_at": "TIMESTAMP",
}

BOOKKEEPING: dict[str, str] = {
    "run_parameters": "as_of DATE",
    "aging_snapshots": """
        snapshot_date DATE, company_id VARCHAR, entity_id VARCHAR, item_id VARCHAR,
        invoice_no VARCHAR, bucket VARCHAR, amount_minor BIGINT, currency VARCHAR
    """,
    "closed_documents": "document_key VARCHAR, acted_on DATE",
    "closed_transactions": """
        transaction_id VARCHAR, entity_id VARCHAR, document_date DATE, booked_on DATE
    """,
    "usage_series": """
        series_id INTEGER, company_id VARCHAR, meter VARCHAR, source VARCHAR,
        department_id VARCHAR
    """,
    # 128 bits, packed, take fifty times as long to read as they do unpacked
    "usage_series_days": """
        series_id INTEGER, local_date DATE, received_on DATE, partition_day DATE,
        quantity_sum DECIMAL(38,6) USING COMPRESSION uncompressed, event_count BIGINT
    """,
    "usage_readings": """
        company_id VARCHAR, meter VARCHAR, source VARCHAR, event_id VARCHAR,
        version INTEGER, local_date DATE, received_on DATE, occurred_at TIMESTAMP,
        received_at TIMESTAMP, quantity DECIMAL(18,6), unique_key VARCHAR,
        partition_day DATE
    """,
    "usage_completeness": """
        source VARCHAR, day DATE, accepted BIGINT, stored BIGINT, duplicates BIGINT,
        conflicts BIGINT, corrections BIGINT, quantity DECIMAL(38,6)
    """,
    "usage_files": """
        holds VARCHAR, batch_id VARCHAR, file VARCHAR, first_day DATE, last_day DATE,
        reads VARCHAR
    """,
    "usage_corrections": """
        batch_id VARCHAR, row_number BIGINT, event_id VARCHAR, source VARCHAR,
        received_at TIMESTAMP, quantity DECIMAL(18,6)
    """,
    "quarantine": """
        table_name VARCHAR, source VARCHAR, file VARCHAR, row_number BIGINT,
        column_name VARCHAR, value VARCHAR, reason VARCHAR, record VARCHAR
    """,
    "conflicts": """
        table_name VARCHAR, key VARCHAR, kept_file VARCHAR, kept_row BIGINT,
        file VARCHAR, row_number BIGINT, reason VARCHAR
    """,
    "notices": """
        table_name VARCHAR, source VARCHAR, file VARCHAR, row_number BIGINT,
        column_name VARCHAR, value VARCHAR, reason VARCHAR
    """,
    "landed_files": """
        table_name VARCHAR, source VARCHAR, file VARCHAR, sha256 VARCHAR,
        records BIGINT, accepted BIGINT, quarantined BIGINT, duplicates BIGINT,
        unknown_columns VARCHAR
    """,
}
VIEWS: dict[str, str] = {
    "usage_daily": """
        select
            series.company_id,
            series.meter,
            series.source,
            days.local_date,
            days.received_on,
            series.department_id,
            days.quantity_sum,
            days.event_count,
            days.partition_day,
        from tallyhouse.raw.usage_series_days as days
        inner join tallyhouse.raw.usage_series as series
            on days.series_id = series.series_id
    """,
}


def create_raw_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Create schema `raw` with all its empty tables in catalogue `tallyhouse`."""
    con.execute("create schema if not exists tallyhouse.raw")
    for contract in ROW_TABLES:
        con.execute(
            f"create table if not exists tallyhouse.raw.{contract.name} "
            f"({column_definitions(contract)})"
        )
    for name, columns in BOOKKEEPING.items():
        con.execute(f"create table if not exists tallyhouse.raw.{name} ({columns})")
    for name, query in VIEWS.items():
        con.execute(f"create view if not exists tallyhouse.raw.{name} as {query}")


def column_definitions(contract: TableContract) -> str:
    """Return the typed columns of a raw table, its provenance last."""
    own = [_definition(column) for column in contract.columns]
    return ", ".join([*own, *(f"{name} {kind}" for name, kind in PROVENANCE.items())])


def _definition(column: Column) -> str:
    return f'"{column.name}" {column.type.sql_type}'
