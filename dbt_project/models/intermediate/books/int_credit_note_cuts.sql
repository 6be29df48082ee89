with
    credit_notes as (select * from {{ ref("int_credit_notes_capped") }}),
    parts as (select * from {{ ref("int_revenue_schedule_parts") }}),
    lines as (
        select invoice_id, line_no, sum(amount_minor) as net_minor,
        from parts
        group by invoice_id, line_no
    ),
    weighed as (
        select
            credit_notes.credit_note_no,
            credit_notes.invoice_id,
            credit_notes.issued_on,
            lines.line_no,
            lines.net_minor,
            credit_notes.credit_note_no || '#' || credit_notes.invoice_id as whole_id,
            credit_notes.amount_minor - credit_notes.tax_minor as whole_minor,
            lines.line_no as part_order,
            lines.net_minor as weight,
        from credit_notes
        inner join lines on credit_notes.invoice_id = lines.invoice_id
        qualify sum(lines.net_minor) over (partition by credit_notes.invoice_id) > 0
    ),
    line_cuts as (
        select *, allocated_minor as cut_minor, from ({{ allocate("weighed") }})
    ),
    -- a line's cuts lie end to end on its schedule, read from the latest month backward
    cut_ranges as (
        select
            *,
            sum(abs(cut_minor)) over so_far as cut_to,
            sum(abs(cut_minor)) over so_far - abs(cut_minor) as cut_from,
        from line_cuts
        where sign(cut_minor) = sign(net_minor)
        window
            so_far as (
                partition by invoice_id, line_no
                order by issued_on, credit_note_no
                rows between unbounded preceding and current row
            )
    ),
    month_ranges as (
        select
            *,
            sum(abs(amount_minor)) over so_far as month_to,
            sum(abs(amount_minor)) over so_far - abs(amount_minor) as month_from,
        from parts
        window
            so_far as (
                partition by invoice_id, line_no
                order by month desc
                rows between unbounded preceding and current row
            )
    )
select
    cut_ranges.credit_note_no,
    cut_ranges.invoice_id,
    cut_ranges.line_no,
    month_ranges.month,
    cut_ranges.issued_on,
    month_ranges.entity_id,
    month_ranges.company_id,
    month_ranges.product_id,
    month_ranges.currency,
    month_ranges.revenue_account,
    month_ranges.recognised_on,
    month_ranges.recognised_on <= cut_ranges.issued_on as was_recognised,
    cast(
        sign(cut_ranges.net_minor) * (
            least(cut_ranges.cut_to, month_ranges.month_to)
            - greatest(cut_ranges.cut_from, month_ranges.month_from)
        ) as bigint
    ) as cut_minor,
from cut_ranges
inner join
    month_ranges
    on cut_ranges.invoice_id = month_ranges.invoice_id
    and cut_ranges.line_no = month_ranges.line_no
    and cut_ranges.cut_from < month_ranges.month_to
    and month_ranges.month_from < cut_ranges.cut_to
