-- No drafted charge covers a day that an issued one charged (semantics 5.5).
select drafted.claim_key, issued.invoice_id
from {{ ref("int_draft_lines") }} as drafted
inner join
    {{ ref("int_charges_claimed") }} as issued
    on drafted.item_id = issued.item_id
    and drafted.kind in ('recurring', 'usage')
    and issued.kind = drafted.kind
    and issued.period_start <= drafted.period_start
    and drafted.period_start < issued.period_end
    -- days of a trial that was cut short since are charged now
    and (not issued.is_trial or starts_with(drafted.price_rule, 'trial:'))
union all
select drafted.claim_key, issued.invoice_id
from {{ ref("int_draft_lines") }} as drafted
inner join
    {{ ref("int_invoice_lines_issued") }} as issued
    on drafted.source_id = issued.source_id
    and drafted.kind = issued.kind
    and issued.is_charging
where drafted.kind in ('time', 'one_off')
