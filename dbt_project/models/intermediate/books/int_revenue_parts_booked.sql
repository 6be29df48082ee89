with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    closed as (select * from {{ ref("stg_closed_transactions") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    parts as (
        select * from {{ ref("int_revenue_schedule_parts") }} where source = 'issued'
    ),
    cuts as (
        select
            invoice_id,
            line_no,
            month,
            sum(cut_minor) as credited_minor,
            coalesce(
                sum(cut_minor) filter (not was_recognised), 0
            ) as credited_deferred_minor,
        from {{ ref("int_credit_note_cuts") }}
        group by invoice_id, line_no, month
    )
select
    parts.invoice_id,
    parts.line_no,
    parts.month,
    parts.entity_id,
    parts.company_id,
    parts.product_id,
    parts.currency,
    parts.invoice_date,
    invoices.acts_on as invoiced_on,
    parts.recognised_on as earned_on,
    -- what is earned inside closed books is booked on the first open day (trap 47)
    case
        when parts.recognised_on = parts.invoice_date
        then invoices.acts_on
        else
            {{
                acting_on(
                    "parts.recognised_on",
                    "closed.booked_on",
                    "entities.books_closed_through",
                )
            }}
    end as booked_on,
    if(invoices.closing_status = 'void', invoices.closing_on, null) as voided_on,
    parts.recognised_on <= coalesce(
        if(invoices.closing_status = 'void', invoices.closing_on, null), as_of.as_of
    )
    and parts.recognised_on <= as_of.as_of as is_recognised,
    parts.amount_minor,
    cast(coalesce(cuts.credited_minor, 0) as bigint) as credited_minor,
    cast(
        coalesce(cuts.credited_deferred_minor, 0) as bigint
    ) as credited_deferred_minor,
from parts
cross join as_of
inner join invoices on parts.invoice_id = invoices.invoice_id
left join entities on parts.entity_id = entities.entity_id
-- missing: months no credit note has cut
left join
    cuts
    on parts.invoice_id = cuts.invoice_id
    and parts.line_no = cuts.line_no
    and parts.month = cuts.month
-- missing: all that was not published within closed books
left join
    closed
    on 'recognition:'
    || parts.invoice_id
    || '@'
    || strftime(parts.month, '%Y-%m')
    || ':1'
    = closed.transaction_id
    and parts.entity_id = closed.entity_id
    and parts.recognised_on = closed.document_date
