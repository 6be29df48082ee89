{{ config(materialized="view") }}

{% set latest = "row(payments.received_at, payments.payment_id)" %}
with
    applications as (
        select
            invoice_id,
            source_id,
            row_number() over (
                partition by source_id order by min(applied_on), invoice_id
            )
            = 1 as is_first,
        from {{ ref("payment_applications") }}
        where source_kind = 'payment'
        group by invoice_id, source_id
    )
-- the last payment speaks for the invoice, as Stripe's own charge does
select
    applications.invoice_id,
    max_by(payments.payment_id, {{ latest }}) as payment_id,
    max_by(payments.method, {{ latest }}) as payment_method,
    max_by(payments.stripe_charge_id, {{ latest }}) as charge_id,
    max(payments.received_at) as payment_at,
    -- a payment's fee and refunds stand on the first invoice it was applied to
    coalesce(sum(payments.fee_minor) filter (applications.is_first), 0) as fee_minor,
    coalesce(
        sum(payments.refunded_minor) filter (applications.is_first), 0
    ) as refund_minor,
from applications
inner join
    {{ ref("payments") }} as payments on applications.source_id = payments.payment_id
group by applications.invoice_id
