-- An invoice's paid amount is its payments less what was taken back, and what a status
-- settled (trap 56); nothing is settled beyond its total (trap 28).
with
    applied as (
        select
            invoice_id,
            sum(amount_minor) filter (
                source_kind in ('payment', 'wallet')
            ) as received_minor,
        from {{ ref("payment_applications") }}
        group by invoice_id
    )
select
    invoices.invoice_id,
    invoices.status,
    invoices.paid_minor,
    applied.received_minor,
    invoices.balance_minor,
from {{ ref("invoices") }} as invoices
left join applied on invoices.invoice_id = applied.invoice_id
where
    invoices.source = 'issued'
    and (
        invoices.paid_minor
        <> coalesce(applied.received_minor, 0) + invoices.settled_by_status_minor
        or (invoices.total_minor > 0 and invoices.balance_minor < 0)
        or (
            invoices.status in ('paid', 'void', 'uncollectible')
            and invoices.balance_minor <> 0
        )
    )
