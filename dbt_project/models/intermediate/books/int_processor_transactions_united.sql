with
    payments as (select * from {{ ref("int_payments_dated") }} where is_effective),
    refunds as (
        select *
        from {{ ref("int_refunds_dated") }}
        where amount_minor > 0 and method in ('card', 'ach', 'wallet')
    ),
    reversed as (
        select document_id as payment_id, sum(amount_minor) as amount_minor,
        from {{ ref("int_receivable_movements") }}
        where event_kind = 'reversal' and source_kind = 'payment'
        group by document_id
    ),
    disputes as (select * from {{ ref("int_disputes_dated") }}),
    wallet_entries as (select * from {{ ref("int_wallet_entries_dated") }}),
    transactions as (
        select
            'payment' as transaction_kind,
            payment_id as document_id,
            entity_id,
            currency,
            received_on as acts_on,
            stripe_payout_id as payout_id,
            amount_minor,
        from payments
        where method in ('card', 'ach')
        union all
        select
            'fee',
            payment_id,
            entity_id,
            currency,
            received_on,
            stripe_payout_id,
            - fee_minor
        from payments
        where method in ('card', 'ach', 'wallet')
        union all
        -- the payout of the charge is not the one its reversal is taken from
        select
            'reversal',
            payments.payment_id,
            payments.entity_id,
            payments.currency,
            payments.reversed_on,
            null,
            reversed.amount_minor
        from payments
        inner join reversed on payments.payment_id = reversed.payment_id
        where payments.method in ('card', 'ach')
        union all
        select
            'refund',
            refund_id,
            entity_id,
            currency,
            refunded_on,
            stripe_payout_id,
            - amount_minor
        from refunds
        union all
        select
            unnest(['dispute', 'fee']),
            dispute_id,
            entity_id,
            currency,
            opened_on,
            stripe_payout_id,
            unnest([- amount_minor, - fee_minor])
        from disputes
        union all
        select
            unnest(['dispute', 'fee']),
            dispute_id,
            entity_id,
            currency,
            closed_on,
            closed_stripe_payout_id,
            unnest([amount_minor, returned_fee_minor])
        from disputes
        where status = 'won'
        union all
        select
            'wallet',
            entry_id,
            entity_id,
            currency,
            booked_on,
            null,
            if(kind = 'top_up' or reversed_kind = 'refund', 1, -1) * amount_minor
        from wallet_entries
        where kind in ('top_up', 'refund') or reversed_kind in ('top_up', 'refund')
    )
select *
from transactions
where amount_minor <> 0
