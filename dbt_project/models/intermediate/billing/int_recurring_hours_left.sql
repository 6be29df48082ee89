{{ config(materialized="view") }}

with
    lines as (
        select lines.*, segments.item_period_id
        from {{ ref("int_recurring_lines") }} as lines
        inner join
            {{ ref("int_item_segments") }} as segments
            on lines.segment_id = segments.segment_id
        where lines.proration = 'second'
    ),
    charges as (select * from {{ ref("int_charges_rated") }}),
    turns as (select * from {{ ref("int_recurring_terms_claimed") }}),
    turned as (
        select
            item_id, turns_on, quantity, named_price_id, sum(net_minor) as issued_minor,
        from turns
        group by item_id, turns_on, quantity, named_price_id
    ),
    -- lines whose change of terms an issued one has made that day, at some instant
    kept as (
        select
            lines.segment_id,
            lines.kind,
            lines.line_start,
            lines.item_period_id,
            lines.period_start,
            lines.period_end,
            compared.item_id,
            compared.quantity,
            compared.named_price_id,
            compared.amount_minor,
            compared.lines_that_day,
            turned.issued_minor,
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
            turned
            on compared.item_id = turned.item_id
            and compared.line_start = turned.turns_on
            and compared.quantity = turned.quantity
            and compared.named_price_id = turned.named_price_id
        where not compared.is_left and not compared.is_trial
    ),
    terms as (
        select
            item_id,
            item_period_id,
            quantity,
            named_price_id,
            any_value(unit_amount) as unit_amount,
            any_value(period_start) as period_start,
            any_value(period_end) as period_end,
            sum(amount_minor) as kept_minor,
        from kept
        group by item_id, item_period_id, quantity, named_price_id
    ),
    -- by their days: a credit begins where the next terms do, whatever their period
    issued as (
        select
            terms.item_period_id,
            terms.quantity,
            terms.named_price_id,
            sum(turns.begun_minor) as issued_minor,
        from terms
        inner join
            turns
            on terms.item_id = turns.item_id
            -- what a line does not say, may be these terms
            and coalesce(terms.quantity = turns.quantity, true)
            and coalesce(terms.named_price_id = turns.named_price_id, true)
            and terms.period_start <= turns.turns_on
            and turns.turns_on < terms.period_end
        group by terms.item_period_id, terms.quantity, terms.named_price_id
        -- an imported line names no rule, and stands as it is; a price that was written
        -- over is no reason to charge again
        having
            count(turns.price_rule) = count(*)
            and bool_and(turns.unit_amount is not distinct from terms.unit_amount)
    ),
    taken_back as (
        select
            terms.item_period_id,
            terms.quantity,
            terms.named_price_id,
            sum(superseded.amount_minor) as taken_back_minor,
        from terms
        inner join
            {{ ref("int_recurring_terms_superseded") }} as superseded
            on terms.item_id = superseded.item_id
            and terms.quantity = superseded.quantity
            and terms.named_price_id = superseded.named_price_id
            and terms.period_start <= superseded.line_start
            and superseded.line_start < terms.period_end
        where not superseded.is_unrated
        group by terms.item_period_id, terms.quantity, terms.named_price_id
    ),
    -- what all lines of the same terms come to in a period, and were to come to
    settled as (
        select
            terms.*,
            terms.kept_minor
            - issued.issued_minor
            - coalesce(taken_back.taken_back_minor, 0) as missing_minor,
        from terms
        inner join issued using (item_period_id, quantity, named_price_id)
        left join taken_back using (item_period_id, quantity, named_price_id)
    ),
    -- the line that is another by now is made again, else the largest
    chosen as (
        select kept.*, settled.missing_minor,
        from kept
        inner join settled using (item_period_id, quantity, named_price_id)
        where settled.missing_minor <> 0
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
    again as (
        select
            lines.* exclude (item_period_id) replace (
                if(lines.kind = 'credit', 'credit', 'proration') as kind,
                lines.line_start as changed_on
            ),
            chosen.missing_minor,
            ':' || chosen.lines_that_day as claim_end,
        from lines
        inner join
            chosen
            on lines.segment_id = chosen.segment_id
            and lines.kind = chosen.kind
            and lines.line_start = chosen.line_start
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
