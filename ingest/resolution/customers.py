"""Finds the company that another system knows by a customer id of its own."""

from collections.abc import Mapping

import polars as pl

from ingest.contracts.table import TableContract
from ingest.table_file import FOLDER, STORE


def with_companies(
    contract: TableContract, rows: pl.DataFrame, kept: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Put the company's id in place of its Stripe customer id, in adapted rows.

    A customer id that two companies claim, or that is itself a company's id, stays.
    """
    if contract.name == "companies" or "company_id" not in contract.column_names:
        return rows
    adapted = ~pl.col("_source").is_in([FOLDER, STORE])
    if rows.filter(adapted).is_empty():
        return rows
    customers = _customers(kept["companies"])
    return (
        rows.join(
            customers,
            left_on="company_id",
            right_on="stripe_customer_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            company_id=pl.when(adapted)
            .then(pl.col("__company").fill_null(pl.col("company_id")))
            .otherwise(pl.col("company_id"))
        )
        .drop("__company")
    )


def _customers(companies: pl.DataFrame) -> pl.DataFrame:
    """Return the Stripe customer ids that mean exactly one company."""
    return (
        companies.filter(pl.col("stripe_customer_id").is_not_null())
        .join(
            companies.select(stripe_customer_id="company_id"),
            on="stripe_customer_id",
            how="anti",
        )
        .group_by("stripe_customer_id")
        .agg(__company=pl.col("company_id").first(), claims=pl.len())
        .filter(pl.col("claims") == 1)
        .drop("claims")
    )
