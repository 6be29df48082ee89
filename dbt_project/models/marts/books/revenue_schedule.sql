with
    parts as (
        select * from {{ ref("int_revenue_parts_booked") }} where voided_on is null
    )
select
    invoice_id,
    line_no,
    month as recognised_on,
    earned_on,
    booked_on,
    entity_id,
    company_id,
    product_id,
    amount_minor,
    credited_minor,
    currency,
from parts
