-- A line's schedule is the line, to the minor unit (semantics 9.4).
with
    scheduled as (
        select invoice_id, line_no, sum(amount_minor) as scheduled_minor,
        from {{ ref("revenue_schedule") }}
        group by invoice_id, line_no
    ),
    lines as (
        select
            lines.invoice_id,
            lines.line_no,
            lines.amount_minor + lines.discount_minor as line_minor,
        from {{ ref("int_invoice_lines_united") }} as lines
        inner join
            {{ ref("invoices") }} as invoices on lines.invoice_id = invoices.invoice_id
        where invoices.source = 'issued' and invoices.status <> 'void'
    )
select invoice_id, line_no, line_minor, scheduled_minor,
from lines
full outer join scheduled using (invoice_id, line_no)
where line_minor is distinct from scheduled_minor
