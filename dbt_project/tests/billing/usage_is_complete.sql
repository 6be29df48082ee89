-- Every accepted usage row is stored, a repeat or a conflict, and every stored event is
-- billed or has a reason why not, in numbers and quantities (issue 3, traps 18, 23).
select usage_source, partition_day,
from {{ ref("usage_completeness") }}
where
    accepted <> stored + duplicates + conflicts
    or stored <> placed_events + corrections
    or placed_events <> billed_events + unbilled_events
    or rated_events < billed_events
    or stored_quantity <> placed_quantity
    or placed_quantity <> billed_quantity + unbilled_quantity
