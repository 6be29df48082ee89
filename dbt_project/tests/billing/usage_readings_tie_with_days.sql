-- of a meter that keeps its single events, every event that its days count is there
with
    series as (select * from {{ ref("stg_usage_series") }}),
    days as (select * from {{ ref("stg_usage_series_days") }}),
    readings as (select * from {{ ref("stg_usage_readings") }}),
    kept as (
        select company_id, meter, local_date, count(*) filter (version = 0) as events,
        from readings
        group by all
    ),
    counted as (
        select
            series.company_id,
            series.meter,
            days.local_date,
            sum(days.event_count) as events,
        from days
        inner join series on days.series_id = series.series_id
        semi join
            kept on series.company_id = kept.company_id and series.meter = kept.meter
        group by all
    )
select counted.company_id, counted.meter, counted.local_date,
from counted
left join
    kept
    on counted.company_id = kept.company_id
    and counted.meter = kept.meter
    and counted.local_date = kept.local_date
where counted.events <> coalesce(kept.events, 0)
