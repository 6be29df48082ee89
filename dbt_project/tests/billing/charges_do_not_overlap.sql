-- An item's drafted periods tile: no recurring or usage line begins before the one
-- of the same kind before it ends (semantics 2.3), unless the rest of that one was
-- credited by then and not charged again, as when a year becomes months (4.2).
with
    lines as (select * from {{ ref("int_draft_lines") }} where item_id is not null),
    overlapping as (
        select item_id, kind, period_start, charged_to,
        from
            (
                select
                    *,
                    lag(period_end) over (
                        partition by item_id, kind order by period_start, period_end
                    ) as charged_to,
                from lines
                where kind in ('recurring', 'usage')
            )
        where period_start < charged_to
    )
select overlapping.item_id, overlapping.kind, overlapping.period_start,
from overlapping
-- missing: an item whose charges never changed
left join
    lines as changes
    on overlapping.item_id = changes.item_id
    and overlapping.kind = 'recurring'
    and changes.kind in ('credit', 'proration')
    and changes.period_start <= overlapping.period_start
    and changes.period_end = overlapping.charged_to
group by overlapping.item_id, overlapping.kind, overlapping.period_start
having coalesce(sum(if(changes.kind = 'credit', 1, -1)), 0) < 1
