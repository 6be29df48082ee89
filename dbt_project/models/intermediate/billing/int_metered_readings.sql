with
    periods as (select * from {{ ref("int_metered_periods") }}),
    readings as (select * from {{ ref("stg_usage_readings") }})
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
    and readings.local_date < periods.service_end
    and readings.received_on <= periods.received_until
group by all
