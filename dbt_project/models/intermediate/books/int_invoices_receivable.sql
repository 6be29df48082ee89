with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    invoices as (select * from {{ ref("int_invoices_united") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    documents as (select * from {{ ref("stg_closed_documents") }}),
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
            entities.books_closed_through,
        from invoices
        cross join as_of
        left join entities on invoices.entity_id = entities.entity_id
        where invoices.source = 'issued' and invoices.invoice_date <= as_of.as_of
    ),
    acting as (
        select
            closed.*,
            {{
                acting_on(
                    "closed.invoice_date",
                    "issue.acted_on",
                    "closed.books_closed_through",
                )
            }} as acts_on,
            {{
                acting_on(
                    "closed.settled_on",
                    "closing.acted_on",
                    "closed.books_closed_through",
                )
            }} as settlement_acts_on,
        from closed
        left join documents as issue on 'invoice:' || invoice_id = issue.document_key
        left join
            documents as closing on 'closing:' || invoice_id = closing.document_key
    )
select
    invoice_id,
    invoice_no,
    company_id,
    entity_id,
    company_id || '|' || currency as account_id,
    invoice_date,
    acts_on,
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
        then greatest(settlement_acts_on, acts_on)
    end as closing_on,
    case
        when status in ('paid', 'void', 'uncollectible') and settled_on <= as_of
        then settled_on
    end as closing_dated_on,
    row_number() over (
        partition by company_id, currency
        order by due_date, invoice_date, invoice_no, invoice_id
    ) as due_rank,
from acting
