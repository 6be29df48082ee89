-- What issued invoices that are not void have charged for an item and a period.
select
    invoice_id,
    line_no,
    invoice_date,
    item_id,
    kind,
    period_start,
    period_end,
    quantity,
    product_id,
    price_id,
    unit_amount,
    price_rule,
    coalesce(starts_with(price_rule, 'trial:'), false) as is_trial,
    rated_minor as amount_minor,
    discount_minor,
    issued_tax,
from {{ ref("int_invoice_lines_issued") }}
where is_charging and item_id is not null and period_start is not null
