"""Contracts of what was agreed with a company."""

import polars as pl

from ingest.contracts.columns import (
    boolean,
    count,
    currency,
    day,
    instant,
    minor,
    percent,
    quantity,
    text,
    unit_amount,
)
from ingest.contracts.pricing import percent_fits
from ingest.contracts.table import (
    DAYS_MAX,
    INTERVAL_COUNT_MAX,
    INTERVALS,
    Rule,
    TableContract,
    TableKind,
)

AGGREGATIONS = (
    "sum",
    "count",
    "count_unique",
    "min",
    "max",
    "latest",
    "time_weighted_average",
    "p95",
)
DEVICE_POLICIES = ("peak", "average", "period_end", "prorate", "contracted")

CONTRACTS = TableContract(
    name="contracts",
    kind=TableKind.CATALOGUE,
    key=("contract_id",),
    columns=(
        text("contract_id", required=True),
        text("company_id", required=True, references="companies.company_id"),
        text("type", choices=("standard", "custom", "enterprise", "msa", "pilot")),
        day("starts_on", required=True),
        day("ends_on"),
        boolean("auto_renew"),
        count("notice_days", maximum=DAYS_MAX),
        count("payment_terms_days", maximum=DAYS_MAX),
        percent("discount_percent", default="0"),
        minor("committed_minor"),
        text("commitment_interval", default="term", choices=("term", "year", "month")),
        currency("currency"),
        text("status", required=True),
    ),
    ranges=(("starts_on", "ends_on"),),
)

SUBSCRIPTIONS = TableContract(
    name="subscriptions",
    kind=TableKind.CATALOGUE,
    key=("subscription_id",),
    columns=(
        text("subscription_id", required=True),
        text("company_id", required=True, references="companies.company_id"),
        day("started_on", required=True),
        day("anchor_on", default_from="started_on"),
        text("interval", default="month", choices=INTERVALS),
        count("interval_count", default="1", minimum=1, maximum=INTERVAL_COUNT_MAX),
        day("billed_through"),
        day("trial_ends_on"),
        day("ended_on"),
        text(
            "cancel_mode",
            default="immediately",
            choices=("immediately", "at_period_end"),
        ),
        text("contract_id", references="contracts.contract_id"),
        currency("currency"),
    ),
    ranges=(("started_on", "ended_on"), ("started_on", "trial_ends_on")),
)

SUBSCRIPTION_ITEMS = TableContract(
    name="subscription_items",
    kind=TableKind.CATALOGUE,
    key=("item_id",),
    columns=(
        text("item_id", required=True),
        text(
            "subscription_id",
            required=True,
            references="subscriptions.subscription_id",
        ),
        text("product_id", required=True, references="products.product_id"),
        text("price_id", references="prices.price_id"),
        day("started_on"),
        day("ended_on"),
        quantity("quantity", default="1"),
        boolean("usage_required"),
        text("meter"),
        text("aggregation", default="sum", choices=AGGREGATIONS),
        text("device_class"),
        text("device_policy", default="average", choices=DEVICE_POLICIES),
    ),
    ranges=(("started_on", "ended_on"),),
)

SUBSCRIPTION_CHANGES = TableContract(
    name="subscription_changes",
    kind=TableKind.CATALOGUE,
    key=("change_id",),
    columns=(
        text("change_id", required=True),
        text("item_id", required=True, references="subscription_items.item_id"),
        instant("effective_at", required=True),
        quantity("quantity"),
        text("price_id", references="prices.price_id"),
    ),
    rules=(
        Rule(
            column="quantity",
            is_broken=pl.col("quantity").is_null() & pl.col("price_id").is_null(),
            expected="a change names a quantity, a price_id or both",
        ),
    ),
)

DISCOUNTS = TableContract(
    name="discounts",
    kind=TableKind.CATALOGUE,
    key=("discount_id",),
    columns=(
        text("discount_id", required=True),
        text("company_id", references="companies.company_id"),
        text("subscription_id", references="subscriptions.subscription_id"),
        text("product_id", references="products.product_id"),
        text("kind", required=True, choices=("percent", "amount")),
        unit_amount("value", required=True),
        currency("currency"),
        text("duration", required=True, choices=("once", "repeating", "forever")),
        count("periods", minimum=1),
        day("starts_on", required=True),
        boolean("carries_over"),
    ),
    rules=(
        percent_fits(),
        Rule(
            column="periods",
            is_broken=(pl.col("duration") == "repeating") & pl.col("periods").is_null(),
            expected="a repeating discount says for how many periods",
        ),
        Rule(
            column="company_id",
            is_broken=pl.col("company_id").is_null()
            & pl.col("subscription_id").is_null(),
            expected="a discount names a company_id, a subscription_id or both",
        ),
    ),
)
