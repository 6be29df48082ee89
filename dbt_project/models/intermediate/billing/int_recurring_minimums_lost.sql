{{ config(materialized="view") }}

with
    due as (select * from {{ ref("int_recurring_minimums_due") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    issued as (select * from {{ ref("int_recurring_minimums_issued") }}),
    -- periods at a price without a minimum
    unbounded as (
        select item_id, opens_on, price_id,
        from {{ ref("int_recurring_segments_used") }}
        where is_first and not has_minimum and not is_trial_only
    )
select
    issued.* exclude (is_of_period, is_lost, is_imported, issued_minor),
    'prior_period_adjustment' as kind,
    - issued.issued_minor as amount_minor,
    least(issued.line_start, lives.ends_on) as changed_on,
    lives.company_id,
    lives.currency,
    lives.subscription_id,
    lives.contract_id,
    lives.trial_ends_on,
    ':' || issued.issued_line_count as claim_end,
from issued
inner join lives on issued.item_id = lives.item_id
anti join due on issued.item_id = due.item_id and issued.line_start = due.service_start
where
    issued.issued_minor <> 0
    and (
        issued.is_lost
        or (
            issued.is_of_period
            and not issued.is_imported
            -- a minimum that was taken from the very price stands where it was issued
            and not exists (
                select 1
                from unbounded
                where
                    unbounded.item_id = issued.item_id
                    and unbounded.opens_on = issued.line_start
                    and unbounded.price_id = issued.price_id
            )
        )
    )
