with
    placed as (
        select * rename(late_received_on as received_on),
        from {{ ref("int_usage_placed") }}
        where late_received_on is not null
    ),
    periods as (select * from {{ ref("int_metered_outcomes") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    late as (
        select
            segments.item_id
            || '|'
            || segments.period_start
            || '|'
            || segments.period_end
            || '|'
            || segments.segment_start as segment_id,
            periods.company_id,
            periods.item_id,
            periods.product_id,
            periods.meter,
            coalesce(placed.usage_source, '') as usage_source,
            periods.period_start,
            periods.period_end,
            placed.received_on,
            placed.received_on - periods.period_end as days_late,
            periods.received_until,
            {{ usage_outcome("placed", "periods") }} as outcome,
            placed.event_count,
            placed.quantity_sum,
        from placed
        inner join periods on placed.segment_id = periods.segment_id
        inner join segments on placed.segment_id = segments.segment_id
    )
select
    * exclude (event_count, quantity_sum),
    cast(sum(event_count) as bigint) as event_count,
    cast(sum(quantity_sum) as decimal(38, 6)) as quantity,
from late
group by all
