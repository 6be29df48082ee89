{{ config(materialized="view") }}

with
    lives as (select * from {{ ref("int_item_lives") }}),
    claimed as (select * from {{ ref("int_recurring_terms_claimed") }}),
    compared as (select * from {{ ref("int_recurring_lines_compared") }}),
    gone as (select * from {{ ref("int_recurring_terms_gone") }}),
    -- ends of a part that were taken back: their lines reach the period's end by now
    prolonged as (select * from claimed where turns_of_parts < 0 and turns = 0),
    -- a line of a part stands for one to the period's end, less what its terms come to
    -- from where it ends: as if it had been paid ahead
    paid_ahead as (
        select
            claimed.* replace (
                case
                    -- each line is worth what it charged
                    when gone.item_id is not null
                    then claimed.begun_minor
                    when prolonged.item_id is not null
                    then prolonged.net_minor
                    when compared.kind = 'credit'
                    then
                        claimed.net_minor
                        - claimed.turns_of_parts * compared.amount_minor
                    when compared.item_id is not null
                    then
                        claimed.net_minor
                        + claimed.turns_of_parts * compared.amount_minor
                    when
                        claimed.turns_of_parts = 0
                        or claimed.turns_on < claimed.other_end_on
                    then claimed.net_minor
                end as net_minor,
                case
                    when gone.item_id is not null
                    then claimed.begun_to
                    when
                        prolonged.item_id is null
                        and compared.item_id is null
                        and claimed.turns_on < claimed.other_end_on
                    then claimed.other_end_on
                    else claimed.charged_to
                end as charged_to
            ),
            coalesce(gone.is_unrated, false) as is_unrated,
        from claimed
        -- missing: terms of whole periods, or ones that are due no more
        left join
            compared
            on claimed.item_id = compared.item_id
            and claimed.other_end_on = compared.line_start
            and claimed.turns_of_parts <> 0
            and claimed.quantity = compared.quantity
            and coalesce(claimed.named_price_id = compared.named_price_id, true)
            and not compared.is_left
            and (compared.kind = 'credit') = (claimed.turns_on < claimed.other_end_on)
        -- missing: lines that still end where they did
        left join
            prolonged
            on claimed.item_id = prolonged.item_id
            and claimed.other_end_on = prolonged.turns_on
            and claimed.turns_on = prolonged.other_end_on
            and claimed.quantity = prolonged.quantity
            and claimed.named_price_id is not distinct from prolonged.named_price_id
        -- missing: terms that still hold in the period
        left join
            gone
            on claimed.item_id = gone.item_id
            and claimed.item_period_id is not distinct from gone.item_period_id
            and claimed.quantity is not distinct from gone.quantity
            and claimed.named_price_id is not distinct from gone.named_price_id
        where
            (claimed.turns <> 0 or gone.item_id is not null) and claimed.may_be_reversed
    ),
    -- terms that were put in force, or taken back, and are not balanced since
    turns as (select * from paid_ahead where net_minor <> 0),
    sought as (
        select
            item_id,
            line_start,
            quantity,
            named_price_id,
            sum(if(kind = 'credit', -1, 1)) as turns,
        from compared
        where not is_trial and item_id in (select item_id from turns)
        group by all
    ),
    standing as (
        select item_id, line_start, turns_that_day > 0 as is_charged,
        from compared
        where kind = 'recurring' and not was_other and not is_trial
    )
select
    lives.item_id,
    lives.company_id,
    lives.currency,
    lives.subscription_id,
    lives.contract_id,
    lives.trial_ends_on,
    turns.item_period_id,
    turns.is_unrated,
    turns.quantity,
    turns.named_price_id,
    turns.product_id,
    turns.price_id,
    turns.unit_amount,
    -- also of an imported line, which names none, the reversal is ours
    coalesce(turns.price_rule, 'imported') as price_rule,
    if(
        coalesce(nullif(turns.turns, 0), turns.net_minor) > 0, 'credit', 'proration'
    ) as kind,
    turns.turns_on as line_start,
    turns.turns_on as charged_from,
    turns.charged_to as line_end,
    - turns.net_minor as amount_minor,
    coalesce(least(turns.turns_on, lives.ends_on), turns.turns_on) as changed_on,
    ':'
    || coalesce(turns.quantity::varchar, '')
    || ':'
    || turns.line_count as claim_end,
from turns
inner join lives on turns.item_id = lives.item_id
where
    -- after an item's end nothing is owed, however many an import charged
    (
        turns.quantity is not null
        or (turns.turns > 0 and turns.turns_on >= lives.ends_on)
    )
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
        from standing
        where
            standing.item_id = turns.item_id
            and standing.line_start = turns.turns_on
            -- where the charge was voided, nothing but a credit's reversal makes it up
            and (standing.is_charged or turns.turns > 0 or not turns.may_be_other)
    )
