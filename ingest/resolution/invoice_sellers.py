"""Finds the seller of an invoice number that a row gives without its entity."""

from collections.abc import Mapping

import polars as pl

from ingest.contracts.table import TableContract
from ingest.resolution.table_rows import quarantine_rows

INVOICES = "issued_invoices"


def with_sellers(
    contract: TableContract, rows: pl.DataFrame, kept: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Fill an empty entity_id; a number that two sellers use is quarantined."""
    if contract.name == INVOICES:
        return _filled(rows, _sellers_of_companies(kept["companies"])), []
    names = contract.column_names
    if "invoice_no" not in names or "entity_id" not in names:
        return rows, []
    invoices = kept[INVOICES]
    counted = invoices.group_by("invoice_no").agg(
        sellers=pl.col("entity_id").n_unique(), seller=pl.col("entity_id").first()
    )
    shared = counted.filter(pl.col("sellers") > 1).get_column("invoice_no")
    is_unclear = pl.col("entity_id").is_null() & pl.col("invoice_no").is_in(
        shared.implode()
    )
    unclear = quarantine_rows(
        contract,
        rows.filter(is_unclear),
        column="invoice_no",
        reason=pl.lit("several sellers have an invoice of this number; give entity_id"),
    )
    clear = rows.filter(~is_unclear)
    return _filled(clear, counted.select("invoice_no", "seller")), [unclear]


def _sellers_of_companies(companies: pl.DataFrame) -> pl.DataFrame:
    return companies.select("company_id", seller=pl.col("entity_id"))


def _filled(rows: pl.DataFrame, sellers: pl.DataFrame) -> pl.DataFrame:
    """Fill entity_id by the one column that both frames share."""
    key = sellers.columns[0]
    return (
        rows.join(sellers, on=key, how="left", maintain_order="left")
        .with_columns(pl.col("entity_id").fill_null(pl.col("seller")))
        .drop("seller")
    )
