{{ config(materialized="view") }}

with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    -- the last four whole months, of which the last is compared with those before
    days as (
        select
            unnest(
                generate_series(
                    cast(date_trunc('month', as_of + 1) - interval 4 month as date),
                    cast(date_trunc('month', as_of + 1) as date) - 1,
                    interval 1 day
                )
            ) as at_midnight,
            cast(at_midnight as date) as local_date,
            at_midnight >= date_trunc('month', as_of + 1) - interval 1 month as is_now,
        from as_of
    ),
    used as (
        select
            usage.series_id,
            sum(usage.quantity_sum) filter (days.is_now) as quantity_now,
            sum(usage.quantity_sum) filter (not days.is_now) as quantity_before,
        from {{ ref("stg_usage_series_days") }} as usage
        inner join days on usage.local_date = days.local_date
        group by usage.series_id
    ),
    compared as (
        select
            series.company_id,
            series.meter,
            sum(used.quantity_now) as quantity_now,
            sum(used.quantity_before) as quantity_before,
        from used
        inner join
            {{ ref("stg_usage_series") }} as series on used.series_id = series.series_id
        group by series.company_id, series.meter
    )
-- units of two meters never add up: the meter that fell most speaks
select
    company_id,
    min(
        {{
            ratio(
                "300 * " ~ scaled("coalesce(quantity_now, 0)", 6),
                scaled("quantity_before", 6),
            )
        }} - 100
    ) as usage_change_percent,
from compared
where quantity_before > 0
group by all
