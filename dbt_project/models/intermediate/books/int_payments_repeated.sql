{{ config(materialized="view") }}

with
    payments as (select * from {{ ref("int_payments_dated") }}),
    unapplied as (
        select source_key, amount_minor as unused_minor,
        from {{ ref("int_unapplied_credits") }}
    ),
    compared as (
        select
            payments.*,
            unapplied.unused_minor = payments.amount_minor as is_unused,
            lag(payments.payment_id) over (
                partition by company_id, currency, stripe_charge_id
                order by received_at, payment_id
            ) as same_charge_id,
            lag(payments.payment_id) over (
                partition by company_id, currency, amount_minor, invoice_no
                order by received_at, payment_id
            ) as same_invoice_id,
            lag(payments.payment_id) over (
                partition by company_id, currency, amount_minor, reference
                order by received_at, payment_id
            ) as same_reference_id,
        from payments
        -- missing: all of it was used
        left join unapplied on 'payment:' || payments.payment_id = unapplied.source_key
        where payments.status in ('succeeded', 'reversed')
    )
select
    *,
    case
        when stripe_charge_id is not null and same_charge_id is not null
        then same_charge_id
        when is_unused and invoice_no is not null
        then same_invoice_id
        when is_unused and reference is not null
        then same_reference_id
    end as repeated_id,
from compared
