"""Looks for days, sources and periods that should be there and are not."""

from __future__ import annotations

from orchestration.defs.quality.check import Check, no_row_where
from orchestration.defs.quality.results import CheckSpec

_GAPS = """
    select
        source,
        day,
        date_diff('day', day, coalesce(next_day, as_of)) as silent_days,
        quantile_disc(date_diff('day', day, next_day), 0.9) over (
            partition by source
        ) as usual_days,
        next_day is null as is_last
    from (
        select
            source,
            day,
            lead(day) over (partition by source order by day) as next_day
        from tallyhouse.raw.usage_completeness
        where accepted > 0
    )
    cross join tallyhouse.raw.run_parameters
"""

CHECKS: tuple[Check, ...] = (
    no_row_where(
        CheckSpec(
            "completeness",
            "no_source_was_silent_between_its_days",
            "raw.usage_completeness",
            "warning",
            "Between a source's first and last day it is never silent for more than "
            "three times its usual distance between days, the one that nine in ten "
            "distances keep to: a source that reports weekly is not silent.",
        ),
        _GAPS,
        "not is_last and silent_days > 3 * usual_days",
        expected="no gap over three times the source's usual one",
    ),
    no_row_where(
        CheckSpec(
            "completeness",
            "every_source_is_heard_from_up_to_the_end",
            "raw.usage_completeness",
            "warning",
            "Every source's last day is within three usual distances of as_of.",
        ),
        _GAPS,
        "is_last and silent_days > 3 * coalesce(usual_days, 31)",
        expected="last events within three usual distances of as_of",
    ),
    no_row_where(
        CheckSpec(
            "completeness",
            "every_accepted_event_is_stored_or_accounted_for",
            "raw.usage_completeness",
            "error",
            "Of each source and day the accepted events are those stored, those "
            "received twice and those in conflict.",
        ),
        """
        select source, day, accepted, stored, duplicates, conflicts
        from tallyhouse.raw.usage_completeness
        """,
        "accepted <> stored + duplicates + conflicts",
        expected="accepted = stored + duplicates + conflicts",
    ),
    no_row_where(
        CheckSpec(
            "completeness",
            "the_roll_up_holds_the_stored_quantity",
            "raw.usage_daily",
            "error",
            "The day roll-up of each source and partition sums to the quantity that "
            "the lake stores for it.",
        ),
        """
        with
            lake as (
                select source, day, sum(quantity) as stored_quantity
                from tallyhouse.raw.usage_completeness
                group by all
            ),
            rolled as (
                select
                    source,
                    partition_day as day,
                    sum(quantity_sum) as rolled_quantity
                from tallyhouse.raw.usage_daily
                group by all
            )
        select
            source,
            day,
            coalesce(stored_quantity, 0) as stored_quantity,
            coalesce(rolled_quantity, 0) as rolled_quantity
        from lake
        full outer join rolled using (source, day)
        """,
        "stored_quantity <> rolled_quantity",
        expected="the same quantity in the roll-up as in the lake",
    ),
    no_row_where(
        CheckSpec(
            "completeness",
            "every_billed_device_class_is_still_counted",
            "raw.rmm_device_counts",
            "warning",
            "Every device class that an active item bills was counted in the last "
            "35 days.",
        ),
        """
        select
            companies_billed.company_id,
            companies_billed.device_class,
            as_of,
            max(cast(observed_at as date)) as last_observed_on
        from (
            select distinct company_id, device_class
            from tallyhouse.raw.subscription_items as items
            inner join tallyhouse.raw.subscriptions as subscriptions
                using (subscription_id)
            cross join tallyhouse.raw.run_parameters
            where
                items.device_class is not null
                and coalesce(items.ended_on, subscriptions.ended_on, as_of + 1) > as_of
                and coalesce(items.started_on, subscriptions.started_on) < as_of - 35
        ) as companies_billed
        left join tallyhouse.raw.rmm_device_counts as counts
            using (company_id, device_class)
        cross join tallyhouse.raw.run_parameters
        group by all
        """,
        "last_observed_on is null or last_observed_on < as_of - 35",
        expected="a count in the last 35 days",
    ),
    no_row_where(
        CheckSpec(
            "completeness",
            "every_foreign_currency_has_a_recent_rate",
            "raw.fx_rates",
            "warning",
            "Every currency on an invoice that is not its seller's has a rate of the "
            "last 35 days.",
        ),
        """
        select
            invoices.currency,
            entities.currency as seller_currency,
            as_of,
            max(rates.date) as last_rate_on
        from tallyhouse.marts.invoices as invoices
        inner join tallyhouse.raw.entities as entities using (entity_id)
        left join tallyhouse.raw.fx_rates as rates
            on invoices.currency in (rates.base_currency, rates.quote_currency)
            and entities.currency in (rates.base_currency, rates.quote_currency)
        cross join tallyhouse.raw.run_parameters
        where invoices.currency <> entities.currency
        group by all
        """,
        "last_rate_on is null or last_rate_on < as_of - 35",
        expected="a rate of the last 35 days",
    ),
)
