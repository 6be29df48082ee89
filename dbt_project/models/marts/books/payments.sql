with
    dated as (select * from {{ ref("int_payments_dated") }}),
    moved as (
        select
            source_id as payment_id,
            sum(amount_minor) filter (
                movement in ('apply', 'take_back')
            ) as applied_minor,
        from {{ ref("int_receivable_movements") }}
        where source_kind = 'payment'
        group by source_id
    ),
    unapplied as (select * from {{ ref("int_unapplied_credits") }}),
    refunded as (
        select payment_id, sum(amount_minor) as refunded_minor,
        from {{ ref("int_refunds_dated") }}
        group by payment_id
    )
select
    dated.payment_id,
    dated.company_id,
    dated.account_company_id,
    dated.entity_id,
    dated.received_at,
    dated.dated_on as received_on,
    dated.currency,
    dated.method,
    dated.status,
    dated.is_effective as is_booked,
    dated.reversal_dated_on as reversed_on,
    dated.invoice_no,
    dated.invoice_id,
    dated.reference,
    dated.stripe_charge_id,
    dated.stripe_payout_id,
    dated.amount_minor,
    dated.fee_minor,
    cast(coalesce(moved.applied_minor, 0) as bigint) as applied_minor,
    cast(coalesce(refunded.refunded_minor, 0) as bigint) as refunded_minor,
    cast(coalesce(unapplied.amount_minor, 0) as bigint) as unapplied_minor,
from dated
left join moved on dated.payment_id = moved.payment_id
left join refunded on dated.payment_id = refunded.payment_id
left join unapplied on 'payment:' || dated.payment_id = unapplied.source_key
