with
    placed as (select * from {{ ref("int_usage_days_placed") }} where is_counted),
    series as (select * from {{ ref("stg_usage_series") }}),
    periods as (
        select periods.period_no, outcomes.*,
        from {{ ref("int_usage_periods") }} as periods
        inner join
            {{ ref("int_metered_outcomes") }} as outcomes
            on periods.segment_id = outcomes.segment_id
        where periods.month_no = {{ month_number("periods.service_start") }}
    ),
    explained as (
        select
            coalesce(series.usage_source, '') as usage_source,
            placed.partition_day,
            {{ usage_outcome("placed", "periods") }} as outcome,
            placed.event_count,
            placed.quantity_sum,
        from placed
        inner join series on placed.series_id = series.series_id
        left join periods on placed.period_no = periods.period_no
    )
select
    usage_source,
    partition_day,
    outcome,
    outcome in ('issued', 'drafted', 'awaits_next_invoice') as is_rated,
    outcome in ('issued', 'drafted') as is_billed,
    cast(sum(event_count) as bigint) as event_count,
    cast(sum(quantity_sum) as decimal(38, 6)) as quantity,
from explained
group by all
