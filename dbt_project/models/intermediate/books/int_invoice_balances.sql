with
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    movements as (select * from {{ ref("int_receivable_movements") }}),
    moved as (
        select
            invoice_id,
            coalesce(
                sum(amount_minor) filter (source_kind in ('payment', 'wallet')), 0
            ) as received_minor,
            coalesce(
                sum(amount_minor) filter (source_kind in ('credit_note', 'invoice')), 0
            ) as credited_minor,
            coalesce(
                sum(amount_minor) filter (source_kind = 'write_off'), 0
            ) as given_up_minor,
            coalesce(
                sum(amount_minor) filter (source_kind = 'settlement'), 0
            ) as settled_minor,
        from movements
        where movement in ('apply', 'take_back', 'settle')
        group by invoice_id
    ),
    counted as (
        select
            invoices.invoice_id,
            invoices.closing_status,
            invoices.total_minor,
            cast(
                coalesce(moved.received_minor, 0) + if(
                    invoices.closing_status = 'paid',
                    coalesce(moved.settled_minor, 0),
                    0
                ) as bigint
            ) as paid_minor,
            cast(
                if(
                    invoices.closing_status = 'paid',
                    coalesce(moved.settled_minor, 0),
                    0
                ) as bigint
            ) as settled_by_status_minor,
            -- what a negative invoice gives is credit of the company from the start
            cast(
                if(
                    invoices.total_minor < 0,
                    invoices.total_minor,
                    coalesce(moved.credited_minor, 0)
                ) as bigint
            ) as credited_minor,
            cast(
                coalesce(moved.given_up_minor, 0) + if(
                    invoices.closing_status = 'uncollectible',
                    coalesce(moved.settled_minor, 0),
                    0
                ) as bigint
            ) as written_off_minor,
        from invoices
        -- missing: an invoice nothing has touched yet
        left join moved on invoices.invoice_id = moved.invoice_id
    ),
    balanced as (
        select
            *,
            cast(
                if(
                    closing_status = 'void',
                    0,
                    total_minor - paid_minor - credited_minor - written_off_minor
                ) as bigint
            ) as balance_minor,
        from counted
    )
select
    invoice_id,
    paid_minor,
    settled_by_status_minor,
    credited_minor,
    written_off_minor,
    balance_minor,
    case
        when closing_status is not null
        then closing_status
        when balance_minor = 0 and written_off_minor > 0
        then 'uncollectible'
        when balance_minor = 0
        then 'paid'
        when paid_minor > 0
        then 'partially_paid'
        else 'issued'
    end as status,
from balanced
