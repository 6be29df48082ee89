{{ config(materialized="view") }}

with
    lives as (select * from {{ ref("int_item_lives") }}),
    compared as (select * from {{ ref("int_recurring_lines_compared") }}),
    -- terms that were put in force, or taken back, and are not balanced since
    turns as (
        select *,
        from {{ ref("int_recurring_terms_claimed") }}
        where turns <> 0 and net_minor <> 0 and may_be_reversed
    ),
    sought as (
        select
            item_id,
            line_start,
            quantity,
            named_price_id,
            sum(if(kind = 'credit', -1, 1)) as turns,
        from compared
        where kind <> 'minimum_true_up' and item_id in (select item_id from turns)
        group by all
    ),
    standing as (
        select item_id, line_start,
        from compared
        where kind = 'recurring' and not was_other
    )
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
    if(turns.turns > 0, 'credit', 'proration') as kind,
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
        where standing.item_id = turns.item_id and standing.line_start = turns.turns_on
    )
