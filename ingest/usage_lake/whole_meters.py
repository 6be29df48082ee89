"""Tells which meters need their single events, from what the folder's items agree."""

from collections.abc import Mapping

import polars as pl

ADDED_UP_BY_DAY = ("sum", "count")
"""The aggregations of which a period is the sum of its days."""


def meters_read_whole(tables: Mapping[str, pl.DataFrame]) -> frozenset[tuple[str, str]]:
    """Return the (company, meter) pairs that some item cannot bill from day sums.

    An item can if its aggregation adds up by day and no price of its product, or of
    a product that it is changed to, looks at single transactions.
    """
    items = tables["subscription_items"].join(
        tables["subscriptions"].select("subscription_id", "company_id"),
        on="subscription_id",
    )
    found = items.filter(
        pl.col("meter").is_not_null()
        & (
            ~pl.col("aggregation").is_in(ADDED_UP_BY_DAY)
            | pl.col("item_id").is_in(_priced_by_transaction(tables).implode())
        )
    )
    return frozenset(found.select("company_id", "meter").iter_rows())


def _priced_by_transaction(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Return the items that a percentage price may rate."""
    prices = tables["prices"]
    products = prices.filter(pl.col("charge_model") == "percentage")["product_id"]
    items, changes = tables["subscription_items"], tables["subscription_changes"]
    terms = pl.concat(
        [items.select("item_id", "price_id"), changes.select("item_id", "price_id")]
    ).join(prices.select("price_id", "product_id"), on="price_id")
    sold = pl.concat(
        [items.select("item_id", "product_id"), terms.select("item_id", "product_id")]
    )
    return sold.filter(pl.col("product_id").is_in(products.implode()))["item_id"]
