with
    payouts as (select * from {{ ref("int_payouts_dated") }}),
    transactions as (select * from {{ ref("int_processor_transactions_united") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    summed as (
        select
            payouts.payout_id,
            transactions.currency as from_currency,
            sum(transactions.amount_minor) as from_minor,
        from payouts
        inner join
            transactions
            on payouts.payout_id = transactions.payout_id
            and payouts.entity_id = transactions.entity_id
        -- what comes later changes no payout that was booked (semantics 7.2)
        where transactions.acts_on <= payouts.paid_on
        group by payouts.payout_id, transactions.currency
    ),
    valued as (
        select
            payouts.*,
            summed.from_currency,
            summed.from_minor,
            rates.rate,
            rates.rate_on,
            case
                when summed.from_currency = payouts.currency
                then summed.from_minor
                else {{ convert_minor("summed.from_minor") }}
            end as valued_minor,
        from payouts
        inner join summed on payouts.payout_id = summed.payout_id
        -- missing: a pair without a rate by then; nothing is inferred (semantics 1.6)
        left join
            rates
            on {{
                rate_in_force(
                    "summed.from_currency", "payouts.currency", "payouts.paid_on"
                )
            }}
    )
select
    payout_id,
    entity_id,
    paid_on,
    currency,
    cast(amount_minor as bigint) as amount_minor,
    from_currency,
    cast(from_minor as bigint) as from_minor,
    rate,
    rate_on,
    cast(valued_minor as bigint) as valued_minor,
    from_currency <> currency as is_exchanged,
from valued
-- booked whole or not at all
qualify bool_and(valued_minor is not null) over (partition by payout_id)
