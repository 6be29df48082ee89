{{ config(materialized="view") }}

with
    -- lines of another interval may lie in a period without being of it
    mixed as (
        select item_id
        from {{ ref("int_item_terms") }}
        group by item_id
        having count(distinct(billing_interval, interval_count)) > 1
    ),
    lines as (
        select lines.*, segments.item_period_id
        from {{ ref("int_recurring_lines") }} as lines
        inner join
            {{ ref("int_item_segments") }} as segments
            on lines.segment_id = segments.segment_id
        anti join mixed on lines.item_id = mixed.item_id
        where lines.proration = 'second'
    ),
    charges as (select * from {{ ref("int_charges_rated") }}),
    turns as (select * from {{ ref("int_recurring_terms_claimed") }}),
    -- lines whose change of terms an issued one has made that day, at some instant
    kept as (
        select
            lines.segment_id,
            lines.kind,
            lines.line_start,
            lines.item_period_id,
            compared.item_id,
            compared.quantity,
            compared.named_price_id,
            compared.amount_minor,
            compared.lines_that_day,
            turns.net_minor as issued_minor,
            case
                when charges.charge_model = 'flat'
                then charges.flat_amount
                else charges.unit_amount
            end as unit_amount,
        from {{ ref("int_recurring_lines_compared") }} as compared
        inner join
            lines
            on compared.segment_id = lines.segment_id
            and compared.kind = lines.kind
            and compared.line_start = lines.line_start
        inner join charges on compared.segment_id = charges.charge_id
        -- missing: terms that an issued line put in force without a change of their own
        left join
            turns
            on lines.item_period_id = turns.item_period_id
            and compared.line_start = turns.turns_on
            and compared.quantity = turns.quantity
            and compared.named_price_id = turns.named_price_id
        where not compared.is_left and not compared.is_trial
    ),
    issued as (
        select
            item_id,
            item_period_id,
            quantity,
            named_price_id,
            sum(begun_minor) as issued_minor,
            min(unit_amount) as least_amount,
            max(unit_amount) as unit_amount,
        from turns
        group by all
        -- an imported line names no rule, and stands as it is
        having count(price_rule) = count(*)
    ),
    taken_back as (
        select
            item_id,
            item_period_id,
            quantity,
            named_price_id,
            sum(amount_minor) as taken_back_minor,
        from {{ ref("int_recurring_terms_superseded") }}
        where not is_unrated
        group by all
    ),
    -- what all lines of the same terms come to in a period, and were to come to
    settled as (
        select
            kept.* exclude (issued_minor),
            sum(kept.amount_minor) over of_terms
            - issued.issued_minor
            - coalesce(taken_back.taken_back_minor, 0) as missing_minor,
        from kept
        inner join
            issued
            on kept.item_period_id = issued.item_period_id
            and kept.quantity = issued.quantity
            and kept.named_price_id = issued.named_price_id
            -- a price that was written over is no reason to charge again
            and kept.unit_amount is not distinct from issued.unit_amount
            and kept.unit_amount is not distinct from issued.least_amount
        left join
            taken_back
            on kept.item_period_id = taken_back.item_period_id
            and kept.quantity = taken_back.quantity
            and kept.named_price_id = taken_back.named_price_id
        window
            of_terms as (
                partition by kept.item_period_id, kept.quantity, kept.named_price_id
            )
        qualify
            row_number() over (
                partition by kept.item_period_id, kept.quantity, kept.named_price_id
                order by
                    coalesce(kept.amount_minor = kept.issued_minor, true),
                    abs(kept.amount_minor) desc,
                    kept.line_start,
                    kept.kind
            )
            = 1
    ),
    missing as (select * from settled where missing_minor <> 0),
    again as (
        select
            lines.* exclude (item_period_id) replace (
                if(lines.kind = 'credit', 'credit', 'proration') as kind,
                lines.line_start as changed_on
            ),
            missing.missing_minor,
            ':' || missing.lines_that_day as claim_end,
        from lines
        inner join
            missing
            on lines.segment_id = missing.segment_id
            and lines.kind = missing.kind
            and lines.line_start = missing.line_start
    )
-- the line by the instants known now, and the reversal of the one by others
select * exclude (missing_minor), false as is_reversal,
from again
union all by name
select
    * exclude (missing_minor) replace (
        if(kind = 'credit', 'proration', 'credit') as kind,
        missing_minor - amount_minor as amount_minor,
        ':' || quantity || claim_end as claim_end,
        -- what was issued was measured by other instants
        null as until_units,
        null as since_units
    ),
    true as is_reversal,
from again
