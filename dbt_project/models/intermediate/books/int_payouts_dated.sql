with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    payouts as (select * from {{ ref("stg_payouts") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    -- a processor's export names no seller; the payments it pays out do, and the
    -- disputes that were won
    paid_out as (
        select stripe_payout_id, entity_id,
        from {{ ref("int_payments_dated") }}
        where is_effective
        union all
        select closed_stripe_payout_id, entity_id,
        from {{ ref("int_disputes_dated") }}
        where status = 'won'
    ),
    sellers as (
        select stripe_payout_id, min(entity_id) as entity_id,
        from paid_out
        where stripe_payout_id is not null
        group by stripe_payout_id
        having min(entity_id) = max(entity_id)
    )
select
    payouts.payout_id,
    entities.entity_id,
    payouts.paid_on,
    coalesce(payouts.currency, entities.currency) as currency,
    payouts.amount_minor,
from payouts
cross join as_of
left join sellers on payouts.payout_id = sellers.stripe_payout_id
inner join
    entities on coalesce(payouts.entity_id, sellers.entity_id) = entities.entity_id
where payouts.paid_on <= as_of.as_of
