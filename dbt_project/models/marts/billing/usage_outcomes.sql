with
    placed as (select * from {{ ref("int_usage_days_placed") }} where is_counted),
    periods as (select * from {{ ref("int_metered_outcomes") }}),
    explained as (
        select
            coalesce(placed.usage_source, '') as usage_source,
            placed.partition_day,
            {{ usage_outcome("placed", "periods") }} as outcome,
            placed.event_count,
            placed.quantity_sum,
        from placed
        left join periods on placed.segment_id = periods.segment_id
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
