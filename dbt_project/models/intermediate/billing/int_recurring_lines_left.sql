with
    -- what later steps read of a line
    recurring as (
        select
            segment_id,
            item_id,
            company_id,
            currency,
            subscription_id,
            product_id,
            contract_id,
            quantity,
            price_id,
            charge_model,
            unit_amount,
            flat_amount,
            price_rule,
            proration,
            is_in_arrears,
            invoice_date,
            period_start,
            period_end,
            service_start,
            service_end,
            segment_start,
            trial_ends_on,
            charged_from,
            kind,
            line_start,
            line_end,
            changed_on,
            whole_units,
            until_units,
            until_minor,
            since_units,
            since_minor,
            period_minor,
            minimum_minor,
            minimum_share_minor,
            amount_minor,
        from {{ ref("int_recurring_lines") }}
        where amount_minor is not null
    ),
    claimed as ({{ claims_timed() }}),
    turns as (select * from {{ ref("int_recurring_terms_claimed") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    named as (
        select item_id, list(price_id) as price_ids,
        from {{ ref("stg_subscription_changes") }}
        where price_id is not null
        group by item_id
    ),
    wanted as (
        select
            recurring.*,
            {{ named_price("recurring.price_id", "named.price_ids") }}
            as named_price_id,
            case when kind = 'credit' then -1 else 1 end as turn,
            kind <> 'minimum_true_up' as is_turn,
        from recurring
        left join named on recurring.item_id = named.item_id
    ),
    -- how the terms of that day were charged, and whether others were instead
    compared as (
        select
            wanted.segment_id,
            wanted.kind,
            wanted.line_start,
            sum(turns.line_count) as lines_that_day,
            coalesce(
                bool_or(
                    wanted.turn = sign(turns.turns)
                    and coalesce(turns.quantity = wanted.quantity, true)
                    and coalesce(turns.named_price_id = wanted.named_price_id, true)
                ),
                false
            ) as was_turned,
            coalesce(
                bool_or(
                    turns.turns > 0
                    and turns.may_be_other
                    and (
                        turns.quantity <> wanted.quantity
                        or turns.named_price_id <> wanted.named_price_id
                    )
                ),
                false
            ) as was_other,
        from wanted
        inner join
            turns
            on wanted.item_id = turns.item_id
            and wanted.line_start = turns.turns_on
        where wanted.is_turn
        group by wanted.segment_id, wanted.kind, wanted.line_start
    ),
    charged_before as (
        select wanted.segment_id, wanted.kind, wanted.line_start,
        from wanted
        inner join
            claimed
            on wanted.item_id = claimed.item_id
            and case
                when wanted.is_turn
                then claimed.kind in ('recurring', 'proration')
                else claimed.kind = 'minimum_true_up'
            end
            and claimed.period_start <= wanted.line_start
            and wanted.line_start < claimed.period_end
            and coalesce(claimed.is_in_arrears = wanted.is_in_arrears, true)
        group by all
    ),
    covered as (
        select
            wanted.*,
            coalesce(compared.lines_that_day, 0) as lines_that_day,
            coalesce(compared.was_turned, false) as was_turned,
            coalesce(compared.was_other, false) as was_other,
            charged_before.segment_id is not null as is_covered,
        from wanted
        left join compared using (segment_id, kind, line_start)
        left join charged_before using (segment_id, kind, line_start)
    ),
    -- a day that was charged stays charged, unless a change since put other terms
    left_over as (
        select
            * exclude (
                kind,
                changed_on,
                is_in_arrears,
                named_price_id,
                turn,
                is_turn,
                was_turned,
                was_other,
                is_covered
            ),
            case
                when kind = 'recurring' and is_covered then 'proration' else kind
            end as kind,
            case
                when kind = 'recurring' and is_covered then line_start else changed_on
            end as changed_on,
        from covered
        where
            case
                when kind in ('proration', 'credit')
                then not was_turned
                when kind = 'recurring' and is_covered
                then was_other and not was_turned
                else not is_covered
            end
    ),
    sought as (
        select item_id, line_start, quantity, named_price_id, sum(turn) as turns,
        from wanted
        where is_turn
        group by all
    ),
    -- terms that were put in force and are not, or taken back and are
    superseded as (
        select
            lives.item_id,
            lives.company_id,
            lives.currency,
            lives.subscription_id,
            lives.contract_id,
            lives.trial_ends_on,
            turns.quantity,
            turns.product_id,
            turns.price_id,
            turns.unit_amount,
            turns.price_rule,
            case when turns.net_minor > 0 then 'credit' else 'proration' end as kind,
            turns.turns_on as line_start,
            turns.turns_on as charged_from,
            turns.charged_to as line_end,
            - turns.net_minor as amount_minor,
            coalesce(
                least(turns.turns_on, lives.ends_on), turns.turns_on
            ) as changed_on,
            turns.line_count as lines_that_day,
        from turns
        inner join lives on turns.item_id = lives.item_id
        where
            turns.turns <> 0
            and turns.net_minor <> 0
            -- after an item's end nothing is owed, however many an import charged
            and (
                turns.quantity is not null
                or (turns.net_minor > 0 and turns.turns_on >= lives.ends_on)
            )
            and turns.may_be_reversed
            and not exists (
                select 1
                from sought
                where
                    sought.item_id = turns.item_id
                    and sought.line_start = turns.turns_on
                    and sought.quantity = turns.quantity
                    and coalesce(turns.named_price_id = sought.named_price_id, true)
                    and sign(sought.turns) = sign(turns.turns)
            )
            and not exists (
                select 1
                from covered
                where
                    covered.item_id = turns.item_id
                    and covered.line_start = turns.turns_on
                    and covered.kind = 'recurring'
                    and not covered.was_other
            )
    )
select
    * exclude (lines_that_day),
    kind
    || ':'
    || item_id
    || ':'
    || line_start
    || if(lines_that_day > 0, ':' || lines_that_day, '') as claim_key,
from left_over
union all by name
select
    * exclude (lines_that_day),
    kind
    || ':'
    || item_id
    || ':'
    || line_start
    || ':'
    || coalesce(quantity::varchar, '')
    || ':'
    || lines_that_day as claim_key,
from superseded
