with
    placed as (
        select
            series_id,
            period_no,
            placement,
            is_counted,
            -- only where they are told to people
            if(is_late, received_on, null) as late_received_on,
            if(placement in ('no_item', 'on_trial'), local_date, null) as unrated_on,
            cast(sum(event_count) as bigint) as event_count,
            sum(quantity_sum) as quantity_sum,
        from {{ ref("int_usage_days_placed") }}
        group by all
    ),
    series as (select * from {{ ref("stg_usage_series") }}),
    periods as (
        select period_no, segment_id, item_id,
        from {{ ref("int_usage_periods") }}
        where month_no = {{ month_number("service_start") }}
    )
select
    series.company_id,
    series.meter,
    series.usage_source,
    periods.segment_id,
    periods.item_id,
    placed.* exclude (series_id, period_no),
from placed
inner join series on placed.series_id = series.series_id
-- missing: usage that no item's period holds
left join periods on placed.period_no = periods.period_no
