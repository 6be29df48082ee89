-- A charge that is due is a line, is held, or was issued; never a silent null (1.6).
select segments.segment_id
from {{ ref("int_item_segments") }} as segments
cross join {{ ref("stg_run_parameters") }} as run
left join
    {{ ref("int_draft_lines") }} as lines
    on segments.item_id = lines.item_id
    and lines.period_start < segments.period_end
    and segments.period_start < lines.period_end
left join
    {{ ref("int_charges_claimed") }} as issued
    on segments.item_id = issued.item_id
    and issued.period_start < segments.period_end
    and segments.period_start < issued.period_end
-- a change waits for the subscription's next invoice (4.3)
left join
    {{ ref("int_recurring_lines_left") }} as awaiting
    on segments.item_id = awaiting.item_id
    and awaiting.changed_on is not null
    and awaiting.line_start < segments.segment_end
    and segments.segment_start < awaiting.line_end
left join {{ ref("int_charges_held") }} as held on segments.segment_id = held.charge_id
where
    segments.invoice_date <= run.as_of
    and (segments.is_metered or segments.quantity <> 0)
    and lines.claim_key is null
    and issued.invoice_id is null
    and held.charge_id is null
    and awaiting.claim_key is null
