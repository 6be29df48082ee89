"""Notices money that names an invoice of another currency.

Money that was received stays, in its own currency, and is reported. An application
moves no money: one that would cross currencies is quarantined.
"""

from collections.abc import Mapping

import polars as pl

from ingest.contracts.table import TableContract
from ingest.resolution.table_rows import NOTICE_SCHEMA, quarantine_rows

MONEY = ("payments", "wallet_entries")


def currency_notices(kept: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one notice for each payment of another currency than its invoice."""
    found = [_of_money(name, kept) for name in MONEY]
    return pl.concat([pl.DataFrame(schema=NOTICE_SCHEMA), *found])


def without_crossing_applications(
    contract: TableContract, rows: pl.DataFrame, kept: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Quarantine applications whose payment and invoice differ in currency."""
    if contract.name != "applications":
        return rows, []
    payments = _with_currency(kept["payments"], kept).select(
        "payment_id", paid="currency"
    )
    compared = rows.join(
        payments, on="payment_id", how="left", maintain_order="left"
    ).join(
        _invoices(kept),
        on=["entity_id", "invoice_no"],
        how="left",
        maintain_order="left",
    )
    is_crossing = (pl.col("paid") != pl.col("invoiced")).fill_null(False)
    quarantined = quarantine_rows(
        contract,
        compared.filter(is_crossing),
        column="invoice_no",
        reason=pl.format(
            "the payment is in {} and the invoice in {}; "
            "book the exchange and apply a payment in {}",
            "paid",
            "invoiced",
            "invoiced",
        ),
    )
    return compared.filter(~is_crossing).drop("paid", "invoiced"), [quarantined]


def _of_money(name: str, kept: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    sellers = kept["companies"].select("company_id", "entity_id")
    return (
        _with_currency(kept[name], kept)
        .filter(pl.col("invoice_no").is_not_null())
        .join(sellers, on="company_id", how="left")
        .join(_invoices(kept), on=["entity_id", "invoice_no"])
        .filter(pl.col("currency") != pl.col("invoiced"))
        .select(
            table_name=pl.lit(name),
            source=pl.col("_source"),
            file=pl.col("_file"),
            row_number=pl.col("_row"),
            column_name=pl.lit("currency"),
            value=pl.col("currency"),
            reason=pl.format(
                "names invoice {}, which is in {}; it is kept in {} and pays nothing "
                "of that invoice: correct the currency or the invoice number",
                "invoice_no",
                "invoiced",
                "currency",
            ),
        )
    )


def _with_currency(
    rows: pl.DataFrame, kept: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Take the company's currency where a row names none."""
    own = kept["companies"].select("company_id", company_currency="currency")
    return rows.join(own, on="company_id", how="left").with_columns(
        pl.col("currency").fill_null(pl.col("company_currency"))
    )


def _invoices(kept: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return _with_currency(kept["issued_invoices"], kept).select(
        "entity_id", "invoice_no", invoiced="currency"
    )
