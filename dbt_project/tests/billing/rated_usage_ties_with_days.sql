-- What a metered period was rated on is what its days hold, event by event where events
-- are kept, and a drafted usage line bills the quantity that was measured.
with
    days as (
        select
            segment_id, sum(quantity_sum) as quantity, sum(event_count) as event_count,
        from {{ ref("int_usage_placed") }}
        where placement in ('rated', 'period_open')
        group by segment_id
    ),
    measured as (
        select * from {{ ref("int_metered_quantities") }} where meter is not null
    ),
    kept as (
        select segment_id, count(*) as event_count,
        from {{ ref("int_metered_readings") }}
        group by segment_id
    ),
    segments as (select * from {{ ref("int_item_segments") }}),
    lines as (select * from {{ ref("int_draft_lines") }} where kind = 'usage')
select
    'events' as differs, coalesce(measured.segment_id, days.segment_id) as subject_id,
from measured
full join days on measured.segment_id = days.segment_id
where coalesce(measured.event_count, 0) <> coalesce(days.event_count, 0)
union all
select 'readings', measured.segment_id,
from measured
left join kept on measured.segment_id = kept.segment_id
where
    not measured.lacks_readings
    and measured.event_count <> coalesce(kept.event_count, 0)
union all
select 'quantity', measured.segment_id,
from measured
inner join days on measured.segment_id = days.segment_id
where
    measured.measure = 'sum'
    and measured.quantity_numerator <> cast(1000000 * days.quantity as hugeint)
union all
select 'billed', days.segment_id,
from days
inner join measured on days.segment_id = measured.segment_id
inner join segments on days.segment_id = segments.segment_id
inner join
    lines
    on segments.item_id = lines.item_id
    and segments.service_start = lines.period_start
where
    (measured.measure = 'sum' and lines.quantity <> days.quantity)
    or (measured.measure = 'count' and lines.quantity <> days.event_count)
