-- Draft totals are the sums of their lines, and the total is the sum of the three.
select invoices.invoice_id
from {{ ref("int_draft_invoices") }} as invoices
left join {{ ref("invoice_lines") }} as lines on invoices.invoice_id = lines.invoice_id
group by
    invoices.invoice_id,
    invoices.subtotal_minor,
    invoices.discount_minor,
    invoices.tax_minor,
    invoices.total_minor
having
    invoices.subtotal_minor <> coalesce(sum(lines.amount_minor), 0)
    or invoices.discount_minor <> coalesce(sum(lines.discount_minor), 0)
    or invoices.tax_minor <> coalesce(sum(lines.tax_minor), 0)
    or invoices.total_minor
    <> invoices.subtotal_minor + invoices.discount_minor + invoices.tax_minor
