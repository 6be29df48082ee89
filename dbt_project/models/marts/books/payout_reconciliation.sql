with
    parts as (select * from {{ ref("int_money_parts_gathered") }}),
    payouts as (select * from {{ ref("int_payouts_dated") }}),
    transactions as (select * from {{ ref("int_processor_transactions_united") }}),
    foreign_money as (
        select payouts.payout_id, count(*) as transaction_count,
        from payouts
        inner join transactions on payouts.payout_id = transactions.payout_id
        where payouts.currency <> transactions.currency
        group by payouts.payout_id
    ),
    summed as (
        select
            tie_out,
            subject_id,
            max(entity_id) as entity_id,
            max(company_id) as company_id,
            currency,
            coalesce(
                sum(amount_minor) filter (part not in ('paid_out', 'booked')), 0
            ) as computed_minor,
            coalesce(
                sum(amount_minor) filter (part in ('paid_out', 'booked')), 0
            ) as stated_minor,
            bool_or(part not in ('paid_out', 'booked')) as has_parts,
            bool_or(part = 'exchange') as is_exchanged,
            {% for part in [
                "payment",
                "fee",
                "refund",
                "reversal",
                "dispute",
                "wallet",
                "payout",
                "exchange",
                "settled_by_status",
                "unapplied",
            ] %}
                coalesce(
                    sum(amount_minor) filter (part = '{{ part }}'), 0
                ) as {{ part }}_minor,
            {% endfor %}
        from parts
        group by tie_out, subject_id, currency
    )
select
    summed.tie_out,
    summed.subject_id,
    summed.entity_id,
    summed.company_id,
    summed.currency,
    payouts.paid_on,
    case
        when summed.tie_out = 'payout' and foreign_money.transaction_count > 0
        then if(summed.is_exchanged, 'exchanged', 'no_rate')
        when summed.tie_out = 'payout' and not summed.has_parts
        then 'no_transactions'
        when summed.computed_minor = summed.stated_minor
        then 'tied'
        else 'differs'
    end as outcome,
    cast(summed.payment_minor as bigint) as payments_minor,
    cast(summed.fee_minor as bigint) as fees_minor,
    cast(summed.refund_minor as bigint) as refunds_minor,
    cast(summed.reversal_minor as bigint) as reversals_minor,
    cast(summed.dispute_minor as bigint) as disputes_minor,
    cast(summed.wallet_minor as bigint) as wallets_minor,
    cast(summed.payout_minor as bigint) as payouts_minor,
    cast(summed.exchange_minor as bigint) as exchanged_minor,
    cast(summed.settled_by_status_minor as bigint) as settled_by_status_minor,
    cast(summed.unapplied_minor as bigint) as unapplied_minor,
    cast(summed.computed_minor as bigint) as computed_minor,
    cast(summed.stated_minor as bigint) as stated_minor,
    cast(summed.stated_minor - summed.computed_minor as bigint) as difference_minor,
from summed
left join
    payouts
    on if(summed.tie_out = 'payout', summed.subject_id, null) = payouts.payout_id
left join
    foreign_money
    on if(summed.tie_out = 'payout', summed.subject_id, null) = foreign_money.payout_id
