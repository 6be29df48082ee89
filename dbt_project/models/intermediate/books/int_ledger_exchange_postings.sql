with
    settled as (select * from {{ ref("int_payouts_exchanged") }}),
    payouts as (
        select
            payout_id,
            any_value(entity_id) as entity_id,
            any_value(paid_on) as paid_on,
            any_value(currency) as currency,
            any_value(amount_minor) as amount_minor,
            coalesce(sum(valued_minor) filter (is_exchanged), 0) as exchanged_minor,
            coalesce(sum(valued_minor) filter (not is_exchanged), 0) as own_minor,
        from settled
        group by payout_id
        having bool_or(is_exchanged)
    ),
    postings as (
        -- each currency sums to zero by itself (semantics 7.1)
        select
            payout_id,
            from_currency as currency,
            unnest(['currency_exchange', 'clearing']) as account_role,
            unnest([from_minor, - from_minor]) as amount_minor,
        from settled
        where is_exchanged and payout_id in (select payouts.payout_id from payouts)
        union all
        select
            payout_id,
            currency,
            unnest(['clearing', 'currency_exchange', 'fx_gain_loss']),
            unnest(
                [
                    amount_minor - own_minor,
                    - exchanged_minor,
                    -- more than the day's rate is a gain, a credit
                    exchanged_minor + own_minor - amount_minor
                ]
            )
        from payouts
    )
select
    'fx_realised' as document_kind,
    payouts.payout_id as document_id,
    payouts.paid_on as document_date,
    payouts.entity_id,
    null as company_id,
    postings.currency,
    postings.account_role,
    null as account,
    cast(postings.amount_minor as bigint) as amount_minor,
    null as invoice_id,
from postings
inner join payouts on postings.payout_id = payouts.payout_id
