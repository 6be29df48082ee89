with placed as (select * from {{ ref("int_usage_days_placed") }})
select
    company_id,
    meter,
    usage_source,
    segment_id,
    item_id,
    placement,
    is_counted,
    -- only where they are told to people
    if(is_late, received_on, null) as late_received_on,
    if(placement in ('no_item', 'on_trial'), local_date, null) as unrated_on,
    cast(sum(event_count) as bigint) as event_count,
    sum(quantity_sum) as quantity_sum,
from placed
group by all
