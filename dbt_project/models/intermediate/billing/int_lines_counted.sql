{{ config(materialized="view") }}

with
    lines as not materialized(
        select *, amount_minor + if(is_tax_inclusive, tax_minor, 0) as rated_minor,
        from {{ ref("int_lines_taxed") }}
        where not is_upcoming
    ),
    true_ups as (
        select claim_key, charge_id, kind,
        from lines
        where kind in ('minimum_true_up', 'prior_period_adjustment')
    ),
    recurring as (
        select lefts.*
        from {{ ref("int_recurring_lines_left") }} as lefts
        inner join true_ups on lefts.claim_key = true_ups.claim_key
        where lefts.true_up_minor <> 0
    ),
    commitments as (
        select *
        from {{ ref("int_commitments_due") }}
        where claim_key in (select claim_key from true_ups)
    ),
    -- drafted and issued alike
    charged as (
        select
            claim_key as other_claim_key,
            cast(null as varchar) as invoice_id,
            cast(null as integer) as line_no,
            item_id,
            line_start as period_start,
            rated_minor as amount_minor,
        from lines
        where
            item_id in (select item_id from recurring)
            and kind in ('recurring', 'proration', 'credit')
        union all
        select null, invoice_id, line_no, item_id, period_start, amount_minor,
        from {{ ref("int_charges_claimed") }}
        where
            item_id in (select item_id from recurring)
            and kind in ('recurring', 'proration', 'credit')
    ),
    -- all lines of the period, or those that open it, whichever were counted
    of_items as (
        select
            recurring.claim_key,
            charged.* exclude (item_id, period_start),
            sum(charged.amount_minor) over (partition by recurring.claim_key)
            = recurring.period_minor as are_all_counted,
            charged.period_start = recurring.line_start as is_opening,
        from recurring
        inner join
            charged
            on recurring.item_id = charged.item_id
            and recurring.period_start <= charged.period_start
            and charged.period_start < recurring.period_end
        qualify are_all_counted or is_opening
    )
select claim_key, other_claim_key, invoice_id, line_no, amount_minor
from of_items
union all by name
select
    true_ups.claim_key, lines.claim_key as other_claim_key, rated_minor as amount_minor
from true_ups
inner join
    lines
    on true_ups.charge_id = lines.charge_id
    and lines.kind = if(true_ups.kind = 'minimum_true_up', 'usage', 'minimum_true_up')
union all by name
select
    commitments.claim_key,
    counted.claim_key as other_claim_key,
    counted.invoice_id,
    counted.line_no,
    counted.net_minor as amount_minor,
from commitments
inner join
    {{ ref("int_commitment_lines_counted") }} as counted
    on commitments.contract_id = counted.contract_id
    and commitments.interval_start = counted.starts
union all by name
-- what was made up before
select
    commitments.claim_key,
    issued.invoice_id,
    issued.line_no,
    rated_minor as amount_minor
from commitments
inner join
    {{ ref("int_invoice_lines_issued") }} as issued
    on commitments.contract_id = issued.source_id
    and issued.is_charging
    and issued.kind = 'minimum_true_up'
    and issued.item_id is null
    and commitments.interval_start < coalesce(issued.period_end, issued.invoice_date)
    and coalesce(issued.period_end, issued.invoice_date) <= commitments.line_end
