with
    parts as (select * from {{ ref("int_revenue_schedule_parts") }}),
    voids as (
        select invoice_id
        from {{ ref("int_invoices_receivable") }}
        where closing_status = 'void'
    ),
    cuts as (
        select invoice_id, line_no, month, sum(cut_minor) as cut_minor,
        from {{ ref("int_credit_note_cuts") }}
        group by invoice_id, line_no, month
    )
select
    parts.invoice_id,
    parts.line_no,
    parts.month as recognised_on,
    parts.recognised_on as booked_on,
    parts.entity_id,
    parts.company_id,
    parts.product_id,
    parts.amount_minor,
    cast(coalesce(cuts.cut_minor, 0) as bigint) as credited_minor,
    parts.currency,
from parts
-- missing: months no credit note has cut
left join
    cuts
    on parts.invoice_id = cuts.invoice_id
    and parts.line_no = cuts.line_no
    and parts.month = cuts.month
where
    parts.source = 'issued'
    and parts.invoice_id not in (select voids.invoice_id from voids)
