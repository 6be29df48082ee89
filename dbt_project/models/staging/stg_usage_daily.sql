select
    series.company_id,
    series.meter,
    series.usage_source,
    days.local_date,
    days.received_on,
    series.department_id,
    days.quantity_sum,
    days.event_count,
    days.partition_day,
from {{ ref("stg_usage_series_days") }} as days
inner join {{ ref("stg_usage_series") }} as series on days.series_id = series.series_id
