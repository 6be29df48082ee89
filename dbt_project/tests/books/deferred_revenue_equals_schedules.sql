-- Deferred revenue is what was invoiced less what was recognised, over the schedules
-- (semantics 7.5).
with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    scheduled as (
        select
            schedule.currency,
            sum(schedule.amount_minor - schedule.credited_minor) as waiting_minor,
        from {{ ref("revenue_schedule") }} as schedule
        cross join as_of
        where schedule.booked_on > as_of.as_of
        group by schedule.currency
    ),
    booked as (
        select currency, - sum(amount_minor) as booked_minor,
        from {{ ref("ledger_entries") }}
        where account_role = 'deferred_revenue'
        group by currency
    )
select currency, waiting_minor, booked_minor,
from scheduled
full outer join booked using (currency)
where coalesce(waiting_minor, 0) <> coalesce(booked_minor, 0)
