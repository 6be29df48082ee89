-- A payment is applied, refunded or unapplied credit. Of a reversed one nothing is left
-- but what refunds paid out of the credit of notes, whose invoices it still settles.
with
    noted as (
        select refunds.payment_id, - sum(movements.amount_minor) as noted_minor,
        from {{ ref("int_receivable_movements") }} as movements
        inner join
            {{ ref("int_refunds_dated") }} as refunds
            on movements.document_id = refunds.refund_id
        where movements.event_kind = 'refund' and movements.source_kind = 'credit_note'
        group by refunds.payment_id
    )
select
    payments.payment_id,
    payments.status,
    payments.amount_minor,
    payments.applied_minor,
    payments.refunded_minor,
    payments.unapplied_minor,
    noted.noted_minor,
from {{ ref("payments") }} as payments
-- missing: no refund of it named a credit note
left join noted on payments.payment_id = noted.payment_id
where
    payments.applied_minor < 0
    or payments.unapplied_minor < 0
    or case
        when payments.status = 'succeeded' and payments.is_booked
        then
            payments.applied_minor + payments.unapplied_minor > payments.amount_minor
            or payments.applied_minor
            + payments.unapplied_minor
            + payments.refunded_minor
            < payments.amount_minor
        else
            payments.applied_minor + payments.unapplied_minor
            > coalesce(noted.noted_minor, 0)
    end
