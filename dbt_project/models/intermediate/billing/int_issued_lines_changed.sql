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
    reversed as (
        select
            recurring.claim_key,
            recurring.item_id,
            recurring.line_start,
            recurring.quantity,
            if(
                superseded.item_id is null,
                {{ named_price("recurring.price_id", "named.price_ids") }},
                superseded.named_price_id
            ) as named_price_id,
            superseded.item_id is not null as is_superseded,
            superseded.item_period_id,
        from recurring
        -- missing: no change names a price
        left join named on recurring.item_id = named.item_id
        -- missing: the reversal of a line that is made again by other instants
        left join
            {{ ref("int_recurring_terms_superseded") }} as superseded
            on recurring.item_id = superseded.item_id
            and recurring.claim_key
            = superseded.kind
            || ':'
            || superseded.item_id
            || ':'
            || superseded.line_start
            || superseded.claim_end
        where recurring.segment_id is null and recurring.kind in ('credit', 'proration')
    ),
    issued as (
        select *
        from {{ ref("int_recurring_charges_claimed") }}
        where item_id in (select item_id from reversed)
    ),
    turned as ({{ terms_turned("issued") }}),
    -- of the terms that a reversal takes back: the lines that put them in force that
    -- day, else those that ended with it
    taken_back as (
        select
            reversed.claim_key, turned.invoice_id, turned.line_no, turned.amount_minor,
        from reversed
        inner join
            turned
            on reversed.item_id = turned.item_id
            and reversed.line_start = turned.turns_on
            and reversed.quantity is not distinct from turned.quantity
            and reversed.named_price_id is not distinct from turned.named_price_id
            and (
                not reversed.is_superseded
                or reversed.item_period_id is not distinct from turned.item_period_id
            )
        qualify
            rank() over (
                partition by reversed.claim_key order by turned.begun_to is null
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
