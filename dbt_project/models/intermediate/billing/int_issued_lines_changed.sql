{{ config(materialized="view") }}

with
    lines as (
        select claim_key, charge_id, item_id, kind
        from {{ ref("int_lines_taxed") }}
        where
            not is_upcoming
            and item_id is not null
            and kind in ('prior_period_adjustment', 'credit', 'proration')
    ),
    recurring as not materialized(
        select lefts.*
        from {{ ref("int_recurring_lines_left") }} as lefts
        inner join lines on lefts.claim_key = lines.claim_key
    ),
    claimed as (
        select *
        from {{ ref("int_charges_claimed") }}
        where item_id in (select item_id from lines)
    ),
    named as (select * from {{ ref("int_prices_named") }}),
    -- the very lines that were summed
    summed as (
        select
            lines.claim_key, periods.invoice_id, periods.line_no, periods.amount_minor,
        from lines
        inner join
            {{ ref("int_metered_lines_issued") }} as periods
            on lines.charge_id = periods.segment_id
        where lines.kind = 'prior_period_adjustment'
    ),
    made_up as (
        select recurring.claim_key, unnest(minimums.issued_lines) as other,
        from recurring
        inner join
            {{ ref("int_recurring_minimums_issued") }} as minimums
            on recurring.item_id = minimums.item_id
            and recurring.line_start = minimums.line_start
            and recurring.issued_line_count = minimums.issued_line_count
            and (minimums.is_of_period or recurring.segment_id is null)
        where recurring.kind = 'prior_period_adjustment'
    ),
    -- of a metered period that its item has no more
    lost as (
        select
            lines.claim_key, claimed.invoice_id, claimed.line_no, claimed.amount_minor,
        from lines
        inner join
            {{ ref("int_metered_periods_lost") }} as lost
            on lines.charge_id = lost.segment_id
        inner join
            claimed
            on lost.item_id = claimed.item_id
            and lost.service_start = claimed.period_start
            and claimed.kind in ('usage', 'prior_period_adjustment', 'minimum_true_up')
            and claimed.period_start < claimed.period_end
        where lines.kind = 'prior_period_adjustment'
    ),
    -- of the terms that a reversal takes back: the lines that put them in force that
    -- day, else those that ended with it
    taken_back as (
        select
            recurring.claim_key,
            claimed.invoice_id,
            claimed.line_no,
            claimed.amount_minor,
        from recurring
        inner join
            claimed
            on recurring.item_id = claimed.item_id
            and recurring.line_start in (claimed.period_start, claimed.period_end)
            and recurring.quantity is not distinct from claimed.quantity
            and claimed.kind in ('recurring', 'proration', 'credit')
        -- missing: no change names a price
        left join named on recurring.item_id = named.item_id
        where
            recurring.segment_id is null
            and recurring.kind in ('credit', 'proration')
            and coalesce(
                {{ named_price("recurring.price_id", "named.price_ids") }}
                = {{ named_price("claimed.price_id", "named.price_ids") }},
                true
            )
        qualify
            rank() over (
                partition by recurring.claim_key
                order by claimed.period_start = recurring.line_start desc
            )
            = 1
    ),
    credited as (
        select
            recurring.claim_key,
            claimed.invoice_id,
            claimed.line_no,
            claimed.amount_minor,
        from recurring
        inner join
            {{ ref("int_credits_matched") }} as matched
            on recurring.claim_key = matched.claim_key
        inner join
            claimed
            on recurring.item_id = claimed.item_id
            and matched.charge_key = claimed.invoice_id || '#' || claimed.line_no
        where recurring.segment_id is not null and recurring.kind = 'credit'
    )
select claim_key, 'adjusts' as role, invoice_id, line_no, amount_minor,
from summed
union all
select claim_key, 'adjusts', other.invoice_id, other.line_no, other.amount_minor,
from made_up
union all
select claim_key, 'adjusts', invoice_id, line_no, amount_minor
from lost
union all
select claim_key, 'takes_back', invoice_id, line_no, amount_minor
from taken_back
union all
select claim_key, 'credits', invoice_id, line_no, amount_minor
from credited
