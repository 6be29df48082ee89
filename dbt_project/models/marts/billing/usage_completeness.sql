with
    landed as (select * from {{ ref("stg_usage_completeness") }}),
    outcomes as (select * from {{ ref("usage_outcomes") }}),
    counted as (
        select
            usage_source,
            partition_day,
            sum(event_count) as placed_events,
            sum(event_count) filter (is_rated) as rated_events,
            sum(event_count) filter (is_billed) as billed_events,
            sum(event_count) filter (not is_billed) as unbilled_events,
            sum(quantity) as placed_quantity,
            sum(quantity) filter (is_rated) as rated_quantity,
            sum(quantity) filter (is_billed) as billed_quantity,
            sum(quantity) filter (not is_billed) as unbilled_quantity,
            string_agg(outcome || ' ' || event_count, ', ' order by outcome) filter (
                not is_billed
            ) as unbilled_reasons,
        from outcomes
        group by usage_source, partition_day
    )
select
    coalesce(landed.usage_source, counted.usage_source, '') as usage_source,
    coalesce(landed.partition_day, counted.partition_day) as partition_day,
    coalesce(landed.accepted, 0) as accepted,
    coalesce(landed.duplicates, 0) as duplicates,
    coalesce(landed.conflicts, 0) as conflicts,
    coalesce(landed.stored, 0) as stored,
    coalesce(landed.corrections, 0) as corrections,
    cast(coalesce(counted.placed_events, 0) as bigint) as placed_events,
    cast(coalesce(counted.rated_events, 0) as bigint) as rated_events,
    cast(coalesce(counted.billed_events, 0) as bigint) as billed_events,
    cast(coalesce(counted.unbilled_events, 0) as bigint) as unbilled_events,
    coalesce(landed.quantity, 0) as stored_quantity,
    coalesce(counted.placed_quantity, 0) as placed_quantity,
    coalesce(counted.rated_quantity, 0) as rated_quantity,
    coalesce(counted.billed_quantity, 0) as billed_quantity,
    coalesce(counted.unbilled_quantity, 0) as unbilled_quantity,
    counted.unbilled_reasons,
from landed
full join
    counted
    on coalesce(landed.usage_source, '') = counted.usage_source
    and landed.partition_day = counted.partition_day
