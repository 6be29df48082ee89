with
    lines as (
        select * from {{ ref("int_recurring_lines") }} where amount_minor is not null
    ),
    claimed as ({{ claims_timed() }}),
    turns as (select * from {{ ref("int_recurring_terms_claimed") }}),
    named as (select * from {{ ref("int_prices_named") }}),
    wanted as (
        select
            lines.segment_id,
            lines.kind,
            lines.line_start,
            lines.item_id,
            lines.quantity,
            {{ named_price("lines.price_id", "named.price_ids") }} as named_price_id,
            lines.amount_minor,
            lines.is_in_arrears,
            lines.trial_ends_on,
            coalesce(lines.is_trial, false) as is_trial,
        from lines
        -- missing: no change names a price
        left join named on lines.item_id = named.item_id
    ),
    -- how the terms of that day were charged, and whether others were instead
    turned as (
        select
            wanted.* exclude (is_in_arrears, trial_ends_on),
            turns.line_count,
            turns.turns,
            if(wanted.kind = 'credit', -1, 1) = sign(turns.turns)
            and coalesce(turns.quantity = wanted.quantity, true)
            and coalesce(
                turns.named_price_id = wanted.named_price_id, true
            ) as was_turned,
            turns.may_be_other
            and if(
                turns.turns > 0,
                turns.quantity <> wanted.quantity
                or turns.named_price_id <> wanted.named_price_id,
                turns.turns = 0
                or (
                    turns.quantity = wanted.quantity
                    and coalesce(turns.named_price_id = wanted.named_price_id, true)
                )
            ) as was_other,
        from wanted
        inner join
            turns
            on wanted.item_id = turns.item_id
            and wanted.line_start = turns.turns_on
        where not wanted.is_trial
    ),
    covered as (
        select
            wanted.* exclude (is_in_arrears, trial_ends_on),
            true as is_covered,
            -- by terms of another interval, which the day of the line does not end, or
            -- by what is a trial since
            not wanted.is_trial
            and (
                {{ precedes_trial_end("claimed", "wanted.trial_ends_on") }}
                or (
                    claimed.period_start < wanted.line_start
                    and {{ named_price("claimed.price_id", "named.price_ids") }}
                    <> wanted.named_price_id
                )
            ) as was_other,
        from wanted
        inner join
            claimed
            on wanted.item_id = claimed.item_id
            and claimed.kind in ('recurring', 'proration')
            and claimed.period_start <= wanted.line_start
            and wanted.line_start < claimed.period_end
            and (wanted.is_trial or not claimed.is_trial)
            and coalesce(claimed.is_in_arrears = wanted.is_in_arrears, true)
        -- missing: no change names a price
        left join named on wanted.item_id = named.item_id
    ),
    met as (
        select
            segment_id,
            kind,
            line_start,
            any_value(item_id) as item_id,
            any_value(quantity) as quantity,
            any_value(named_price_id) as named_price_id,
            any_value(amount_minor) as amount_minor,
            bool_or(is_trial) as is_trial,
            coalesce(sum(line_count), 0) as lines_that_day,
            coalesce(sum(turns), 0) as turns_that_day,
            coalesce(bool_or(was_turned), false) as was_turned,
            coalesce(bool_or(was_other), false) as was_other,
            kind = 'recurring' and coalesce(bool_or(is_covered), false) as is_late,
            coalesce(bool_or(is_covered), false) as is_covered,
        from
            (
                select *
                from turned
                union all by name
                select *
                from covered
            )
        group by segment_id, kind, line_start
    )
select
    * exclude (is_covered),
    case
        when kind in ('proration', 'credit')
        then not was_turned
        when is_late
        then was_other and not was_turned
        else not is_covered
    end as is_left,
from met
