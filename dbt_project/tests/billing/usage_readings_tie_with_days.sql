-- of a meter that keeps its single events, every event that its days count is there
with
    days as (select * from {{ ref("stg_usage_daily") }}),
    readings as (select * from {{ ref("stg_usage_readings") }}),
    counted as (
        select company_id, meter, local_date, sum(event_count) as events,
        from days
        group by all
    ),
    kept as (
        select company_id, meter, local_date, count(*) filter (version = 0) as events,
        from readings
        group by all
    ),
    meters as (select company_id, meter, from kept group by all)
select counted.company_id, counted.meter, counted.local_date,
from counted
inner join
    meters on counted.company_id = meters.company_id and counted.meter = meters.meter
left join
    kept
    on counted.company_id = kept.company_id
    and counted.meter = kept.meter
    and counted.local_date = kept.local_date
where counted.events <> coalesce(kept.events, 0)
