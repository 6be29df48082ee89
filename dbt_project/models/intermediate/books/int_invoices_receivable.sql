with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    invoices as (select * from {{ ref("int_invoices_united") }}),
    closed as (
        select
            invoices.*,
            as_of.as_of,
            -- a status without a date holds from the due date on (semantics 7.4)
            greatest(
                invoices.invoice_date,
                coalesce(
                    case
                        when invoices.status = 'void'
                        then invoices.voided_on
                        else invoices.closed_on
                    end,
                    invoices.due_date
                )
            ) as settled_on,
        from invoices
        cross join as_of
        where invoices.source = 'issued' and invoices.invoice_date <= as_of.as_of
    )
select
    invoice_id,
    invoice_no,
    company_id,
    entity_id,
    company_id || '|' || currency as account_id,
    invoice_date,
    due_date,
    period_start,
    period_end,
    currency,
    subtotal_minor,
    discount_minor,
    tax_minor,
    total_minor,
    case
        when status in ('paid', 'void', 'uncollectible') and settled_on <= as_of
        then status
    end as closing_status,
    case
        when status in ('paid', 'void', 'uncollectible') and settled_on <= as_of
        then settled_on
    end as closing_on,
    row_number() over (
        partition by company_id, currency
        order by due_date, invoice_date, invoice_no, invoice_id
    ) as due_rank,
from closed
