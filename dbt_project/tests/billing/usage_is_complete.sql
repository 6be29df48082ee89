-- Every accepted usage row is stored, a repeat or a conflict, and every stored event is
-- billed or has a reason why not, in numbers and quantities (issue 3, traps 18, 23).
with
    days as (
        select usage_source, sum(event_count) as event_count, sum(quantity) as quantity,
        from {{ ref("usage_outcomes") }}
        group by usage_source
    ),
    -- what is rated comes from here
    periods as (
        select
            coalesce(usage_source, '') as usage_source,
            sum(event_count) as event_count,
            sum(quantity_sum) as quantity,
        from {{ ref("int_usage_placed") }}
        where is_counted
        group by all
    )
select usage_source, partition_day,
from {{ ref("usage_completeness") }}
where
    accepted <> stored + duplicates + conflicts
    or stored <> placed_events + corrections
    or placed_events <> billed_events + unbilled_events
    or rated_events < billed_events
    or stored_quantity <> placed_quantity
    or placed_quantity <> billed_quantity + unbilled_quantity
union all
select coalesce(days.usage_source, periods.usage_source), null,
from days
full join periods on days.usage_source = periods.usage_source
where
    days.event_count is distinct from periods.event_count
    or days.quantity is distinct from periods.quantity
