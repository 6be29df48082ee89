-- Profit is the same on every grain, its revenue is what was recognised, and its time
-- is what was worked: allocation moves amounts and changes none.
with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    finest as (select * from {{ ref("profitability_monthly") }}),
    grains as (select * from {{ ref("profitability_by_grain") }}),
    companies as (select * from {{ ref("company_profitability_monthly") }}),
    schedule as (select * from {{ ref("revenue_schedule") }}),
    unlined as (select * from {{ ref("int_profit_revenue_unlined") }}),
    finest_months as (
        select
            month,
            currency,
            sum(revenue_minor) as revenue_minor,
            sum(unit_cost_minor) as unit_cost_minor,
            sum(time_cost_minor) as time_cost_minor,
            sum(margin_minor) as margin_minor,
        from finest
        group by all
    ),
    grain_months as (
        select
            grain,
            month,
            currency,
            sum(revenue_minor) as revenue_minor,
            sum(unit_cost_minor) as unit_cost_minor,
            sum(time_cost_minor) as time_cost_minor,
            sum(margin_minor) as margin_minor,
        from grains
        group by all
        union all
        select
            'company_profitability_monthly',
            month,
            currency,
            sum(revenue_minor),
            sum(unit_cost_minor),
            sum(time_cost_minor),
            sum(margin_minor),
        from companies
        group by all
    ),
    disagreeing as (
        select 'a grain has another total' as broken, grain || ' ' || month as example,
        from grain_months
        left join finest_months using (month, currency)
        where
            grain_months.revenue_minor is distinct from finest_months.revenue_minor
            or grain_months.unit_cost_minor
            is distinct from finest_months.unit_cost_minor
            or grain_months.time_cost_minor
            is distinct from finest_months.time_cost_minor
            or grain_months.margin_minor is distinct from finest_months.margin_minor
    ),
    earned as (
        select
            company_id,
            recognised_on as month,
            currency,
            sum(amount_minor - credited_minor) as earned_minor,
        from schedule
        cross join as_of
        where recognised_on <= as_of.as_of
        group by all
        union all
        select company_id, date_trunc('month', dated_on), currency, sum(amount_minor)
        from unlined
        group by all
        union all
        select
            company_id, month, currency, sum(revenue_drafted_minor) - sum(revenue_minor)
        from finest
        group by all
    ),
    unearned as (
        select 'revenue is not what was recognised', company_id || ' ' || month,
        from earned
        group by company_id, month, currency
        having sum(earned_minor) <> 0
    ),
    booked as (
        select currency, - sum(amount_minor) as booked_minor,
        from {{ ref("ledger_entries") }}
        where account_role = 'revenue'
        group by currency
        union all
        select
            currency,
            sum(revenue_drafted_minor + revenue_unbooked_minor) - sum(revenue_minor)
        from finest
        group by currency
    ),
    unbooked as (
        select 'revenue is not what the ledger earned', currency,
        from booked
        group by currency
        having sum(booked_minor) <> 0
    ),
    worked as (
        select
            company_id,
            currency,
            coalesce(cost_minor, 0) as cost_minor,
            minutes,
            if(missing is null, 0, 1) as missing_count,
        from {{ ref("int_time_costs") }}
        union all
        select
            company_id,
            currency,
            - time_cost_minor,
            - worked_minutes,
            - without_cost_rate_count
        from finest
        union all
        select company_id, currency, 0, 0, - 1
        from {{ ref("int_time_costs") }}
        where missing = 'exchange_rate'
    ),
    unworked as (
        select 'time is not what was worked', company_id || ' ' || currency,
        from worked
        group by company_id, currency
        having sum(cost_minor) <> 0 or sum(minutes) <> 0 or sum(missing_count) <> 0
    )
select *
from disagreeing
union all
select *
from unearned
union all
select *
from unbooked
union all
select *
from unworked
