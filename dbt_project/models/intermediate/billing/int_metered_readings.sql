with
    periods as (select * from {{ ref("int_metered_periods") }}),
    readings as (select * from {{ ref("stg_usage_readings") }}),
    counts as (select * from {{ ref("stg_rmm_device_counts") }}),
    counted as (
        select
            periods.segment_id,
            '' as usage_source,
            counts.event_id,
            counts.observed_at as occurred_at,
            counts.received_at,
            cast(null as varchar) as unique_key,
            cast(counts.device_count as decimal(18, 6)) as quantity,
        from periods
        inner join
            counts
            on periods.company_id = counts.company_id
            and periods.device_class = counts.device_class
            and periods.rated_from_at <= counts.observed_at
            and counts.observed_at < periods.rated_to_at
        where
            periods.meter is null
            and {{ local_date("counts.received_at", "periods.time_zone") }}
            <= periods.received_until
    )
select
    periods.segment_id,
    readings.usage_source,
    readings.event_id,
    readings.occurred_at,
    readings.received_at,
    readings.unique_key,
    -- of the versions known in time, the last one counts
    arg_max(readings.quantity, readings.version) as quantity,
from periods
inner join
    readings
    on periods.company_id = readings.company_id
    and periods.meter = readings.meter
    and periods.rated_from <= readings.local_date
    and readings.local_date < periods.rated_to
    and readings.received_on <= periods.received_until
group by all
union all by name
select *
from counted
