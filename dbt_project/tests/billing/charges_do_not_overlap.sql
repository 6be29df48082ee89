-- An item's drafted periods tile: no recurring or usage line begins before the one
-- of the same kind before it ends (semantics 2.3).
select item_id, kind, period_start
from {{ ref("int_draft_lines") }}
where kind in ('recurring', 'usage')
qualify
    period_start < lag(period_end) over (
        partition by item_id, kind order by period_start, period_end
    )
