"""Contracts of what is sold and at which price."""

import polars as pl

from ingest.contracts.columns import (
    boolean,
    count,
    currency,
    day,
    minor,
    percent,
    quantity,
    text,
    unit_amount,
)
from ingest.contracts.table import (
    INTERVAL_COUNT_MAX,
    INTERVALS,
    Rule,
    TableContract,
    TableKind,
)

CATEGORIES = ("recurring", "usage", "rmm_monitoring", "time", "one_off")
PERCENT_CEILING = 10**4
MODELS = ("flat", "per_unit", "graduated", "volume", "package", "percentage")


RECOGNITION_BY_CATEGORY = (
    pl.when(pl.col("category") == "recurring")
    .then(pl.lit("straight_line"))
    .when(pl.col("category").is_in(["usage", "rmm_monitoring"]))
    .then(pl.lit("on_usage"))
    .otherwise(pl.lit("on_delivery"))
)


def _needs(model: str, column: str) -> Rule:
    """A price of this model cannot do without that column."""
    return Rule(
        column=column,
        is_broken=(pl.col("charge_model") == model) & pl.col(column).is_null(),
        expected=f"a price of charge_model `{model}` needs {column}",
    )


def percent_fits(kind: str = "percent") -> Rule:
    """A value that is a percent keeps to a percent's limits."""
    return Rule(
        column="value",
        is_broken=(pl.col("kind") == kind) & (pl.col("value").abs() >= PERCENT_CEILING),
        expected="a percent has at most 4 digits before the point",
    )


PRODUCTS = TableContract(
    name="products",
    kind=TableKind.CATALOGUE,
    key=("product_id",),
    is_mandatory=True,
    columns=(
        text("product_id", required=True),
        text("name", default_from="product_id"),
        text("category", required=True, choices=CATEGORIES),
        text("tax_code"),
        unit_amount("unit_cost"),
        currency("cost_currency"),
        percent("margin_floor_pct"),
        text("proration", default="day", choices=("none", "day", "second")),
        text("billing_timing", default="advance", choices=("advance", "arrears")),
        text("recognition", choices=("straight_line", "on_usage", "on_delivery")),
        text("revenue_account"),
        text("department_id"),
    ),
    computed_defaults=(("recognition", RECOGNITION_BY_CATEGORY),),
)

PRICES = TableContract(
    name="prices",
    kind=TableKind.CATALOGUE,
    key=("price_id",),
    is_mandatory=True,
    columns=(
        text("price_id", required=True),
        text("product_id", required=True, references="products.product_id"),
        text("company_id", references="companies.company_id"),
        text("contract_id", references="contracts.contract_id"),
        text("tier"),
        currency("currency", required=True),
        text("charge_model", required=True, choices=MODELS),
        unit_amount("unit_amount"),
        unit_amount("flat_amount"),
        quantity("package_size"),
        percent("percent"),
        unit_amount("fixed_amount"),
        count("free_events"),
        quantity("free_units"),
        minor("min_transaction_minor"),
        minor("max_transaction_minor"),
        quantity("included_quantity"),
        minor("minimum_minor"),
        minor("cap_minor"),
        text("interval", choices=INTERVALS),
        count("interval_count", minimum=1, maximum=INTERVAL_COUNT_MAX),
        day("effective_from"),
        day("effective_to"),
    ),
    ranges=(("effective_from", "effective_to"),),
    rules=(
        _needs("flat", "flat_amount"),
        _needs("per_unit", "unit_amount"),
        _needs("package", "unit_amount"),
        _needs("package", "package_size"),
        Rule(
            column="package_size",
            is_broken=pl.col("package_size") <= 0,
            expected="a package holds more than nothing",
        ),
        Rule(
            column="percent",
            is_broken=(pl.col("charge_model") == "percentage")
            & pl.col("percent").is_null()
            & pl.col("fixed_amount").is_null(),
            expected="a price of charge_model `percentage` needs percent "
            "or fixed_amount",
        ),
    ),
)

PRICE_BRACKETS = TableContract(
    name="price_brackets",
    kind=TableKind.CATALOGUE,
    key=("price_id", "up_to"),
    columns=(
        text("price_id", required=True, references="prices.price_id"),
        quantity("up_to"),
        unit_amount("unit_amount"),
        unit_amount("flat_amount"),
    ),
)

PRICE_OVERRIDES = TableContract(
    name="price_overrides",
    kind=TableKind.CATALOGUE,
    key=("override_id",),
    columns=(
        text("override_id", required=True),
        text("company_id", required=True, references="companies.company_id"),
        text("product_id", required=True, references="products.product_id"),
        text("kind", required=True, choices=("percent", "amount_off", "price")),
        unit_amount("value", required=True),
        day("effective_from"),
        day("effective_to"),
        text("approved_by"),
    ),
    ranges=(("effective_from", "effective_to"),),
    rules=(percent_fits(),),
)

TAX_RATES = TableContract(
    name="tax_rates",
    kind=TableKind.CATALOGUE,
    key=("tax_rate_id",),
    columns=(
        text("tax_rate_id", required=True),
        text("entity_id", references="entities.entity_id"),
        text("country"),
        text("region"),
        text("tax_code"),
        percent("percent", required=True, minimum=-50, maximum=100),
        boolean("inclusive"),
        day("effective_from"),
        day("effective_to"),
    ),
    ranges=(("effective_from", "effective_to"),),
)

FX_RATES = TableContract(
    name="fx_rates",
    kind=TableKind.CATALOGUE,
    key=("date", "base_currency", "quote_currency"),
    columns=(
        day("date", required=True),
        currency("base_currency", required=True),
        currency("quote_currency", required=True),
        unit_amount("rate", required=True),
    ),
    rules=(
        Rule(
            column="rate",
            is_broken=pl.col("rate") <= 0,
            expected="a rate is greater than zero",
        ),
    ),
)
