"""Compares what is usual now with what was usual in the published version."""

from __future__ import annotations

from orchestration.defs.quality.check import Check, between, no_row_where
from orchestration.defs.quality.results import CheckSpec

CHECKS: tuple[Check, ...] = (
    between(
        CheckSpec(
            "drift",
            "meters_run_at_their_usual_level",
            "raw.usage_daily",
            "warning",
            "A meter's mean daily quantity of the last 31 days is between half and "
            "double that of the published version.",
        ),
        """
        select
            meter,
            source,
            round(before.mean_daily_quantity, 2) as daily_before,
            round(coalesce(now.mean_daily_quantity, 0), 2) as daily_now,
            coalesce(now.mean_daily_quantity, 0) / before.mean_daily_quantity as ratio
        from history.meter_usage as before
        left join present.meter_usage as now using (meter, source)
        where before.mean_daily_quantity > 0
        """,
        "ratio",
        low=0.5,
        high=2.0,
        keys=("meter", "source", "daily_before", "daily_now"),
        expected="0.5 to 2 times the published version's level",
    ),
    between(
        CheckSpec(
            "drift",
            "unit_prices_are_what_they_were",
            "marts.invoice_lines",
            "warning",
            "A product's mean unit price of the last 31 days is within a quarter of "
            "that of the published version.",
        ),
        """
        select
            product_id,
            currency,
            round(before.mean_unit_amount, 4) as price_before,
            round(now.mean_unit_amount, 4) as price_now,
            now.mean_unit_amount / before.mean_unit_amount as ratio
        from history.unit_prices as before
        inner join present.unit_prices as now using (product_id, currency)
        where before.mean_unit_amount > 0
        """,
        "ratio",
        low=0.75,
        high=1.25,
        keys=("product_id", "currency", "price_before", "price_now"),
        expected="0.75 to 1.25 times the published version's price",
    ),
    between(
        CheckSpec(
            "drift",
            "the_usual_invoice_is_what_it_was",
            "marts.invoices",
            "warning",
            "The median invoice of the last 31 days is between half and double that "
            "of the published version, in every currency.",
        ),
        """
        select
            currency,
            before.median_total_minor as median_before_minor,
            now.median_total_minor as median_now_minor,
            now.median_total_minor / before.median_total_minor as ratio
        from history.invoice_totals as before
        inner join present.invoice_totals as now using (currency)
        where before.median_total_minor > 0
        """,
        "ratio",
        low=0.5,
        high=2.0,
        keys=("currency", "median_before_minor", "median_now_minor"),
        expected="0.5 to 2 times the published version's median",
    ),
    no_row_where(
        CheckSpec(
            "drift",
            "the_mrr_of_past_months_is_as_it_was_published",
            "marts.mrr_monthly",
            "warning",
            "The closing MRR of a month that had ended is still the published one.",
        ),
        """
        select
            month,
            currency,
            before.closing_minor as published_minor,
            coalesce(now.closing_minor, 0) as closing_minor
        from history.monthly_mrr as before
        left join present.monthly_mrr as now using (month, currency)
        """,
        "published_minor <> closing_minor",
        expected="the closing MRR published before",
    ),
)
