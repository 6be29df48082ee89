{{ config(materialized="view") }}

with
    lines as (select * from {{ ref("int_lines_discounted") }}),
    claimed as (select * from {{ ref("int_charges_claimed") }}),
    notes as (select * from {{ ref("int_credit_notes_spread") }})
select
    claimed.item_id,
    claimed.kind,
    claimed.period_start,
    claimed.period_end,
    claimed.quantity,
    claimed.product_id,
    claimed.price_id,
    claimed.amount_minor,
    claimed.discount_minor,
    coalesce(notes.credited_minor, 0) as credited_minor,
    claimed.invoice_date,
    claimed.invoice_id || '#' || claimed.line_no as charge_key,
    claimed.issued_tax,
    true as is_issued,
from claimed
left join
    notes on claimed.invoice_id = notes.invoice_id and claimed.line_no = notes.line_no
union all
select
    item_id,
    kind,
    line_start,
    line_end,
    quantity,
    product_id,
    price_id,
    amount_minor,
    discount_minor,
    0,
    invoice_date,
    claim_key,
    null,
    false,
from lines
where item_id is not null and kind in ('recurring', 'proration', 'minimum_true_up')
