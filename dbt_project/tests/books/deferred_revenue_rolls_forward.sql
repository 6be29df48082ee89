-- Months of deferred revenue follow on one another, and close on the ledger's account
-- (semantics 7.5, 9.4).
with
    monthly as (
        select
            *,
            lag(closing_minor, 1, 0) over (
                partition by entity_id, currency order by month
            ) as before_minor,
        from {{ ref("deferred_revenue_monthly") }}
    ),
    booked as (
        select
            entity_id,
            currency,
            cast(date_trunc('month', booked_on) as date) as month,
            - sum(amount_minor) as amount_minor,
        from {{ ref("ledger_entries") }}
        where account_role = 'deferred_revenue'
        group by all
    ),
    closed as (
        select
            monthly.entity_id,
            monthly.currency,
            monthly.month,
            any_value(monthly.opening_minor) as opening_minor,
            any_value(monthly.before_minor) as before_minor,
            any_value(
                monthly.opening_minor
                + monthly.invoiced_minor
                - monthly.recognised_minor
                - monthly.credited_minor
                - monthly.voided_minor
            ) as rolled_minor,
            any_value(monthly.closing_minor) as closing_minor,
            coalesce(sum(booked.amount_minor), 0) as booked_minor,
        from monthly
        left join
            booked
            on monthly.entity_id = booked.entity_id
            and monthly.currency = booked.currency
            and monthly.month >= booked.month
        group by all
    )
select *
from closed
where
    opening_minor <> before_minor
    or rolled_minor <> closing_minor
    or closing_minor <> booked_minor
