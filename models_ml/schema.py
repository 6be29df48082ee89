"""Creates the tables that predictions and their evaluations are written to."""

from __future__ import annotations

import duckdb

LEARNING_TABLES: dict[str, str] = {
    "invoice_features": """
        invoice_id varchar,
        company_id varchar,
        is_draft boolean,
        total_jump double,
        total_ratio double,
        line_count_jump double,
        new_share double,
        product_jump double,
        price_jump double,
        biggest_share_change double,
        discount_change double,
        tax_change double,
        credit_change double
    """,
    "invoice_anomalies": """
        invoice_id varchar,
        company_id varchar,
        confidence_score integer,
        needs_review boolean,
        drivers varchar,
        model_version varchar
    """,
    "mrr_forecast": """
        month date,
        currency varchar,
        forecast_minor bigint,
        lower_minor bigint,
        upper_minor bigint,
        model_version varchar
    """,
    "model_evaluations": """
        model varchar,
        data_set varchar,
        metric varchar,
        model_value double,
        baseline varchar,
        baseline_value double,
        is_withdrawn boolean,
        reason varchar
    """,
}


def create_learning_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Create the empty tables of schema `learning` in catalogue `tallyhouse`."""
    con.execute("create schema if not exists tallyhouse.learning")
    for table, columns in LEARNING_TABLES.items():
        con.execute(
            f"create table if not exists tallyhouse.learning.{table} ({columns})"
        )
