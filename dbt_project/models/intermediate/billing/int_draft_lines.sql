select
    invoice_id,
    cast(
        row_number() over (
            partition by invoice_id order by {{ line_order() }}
        ) as integer
    ) as line_no,
    'draft' as source,
    entity_id,
    company_id,
    payer_id,
    invoice_date,
    currency,
    kind,
    subscription_id,
    item_id,
    product_id,
    price_id,
    meter,
    line_start as period_start,
    line_end as period_end,
    quantity,
    unit_amount,
    amount_minor,
    discount_minor,
    tax_minor,
    tax_rate_id,
    tax_percent,
    tax_reason,
    is_tax_inclusive,
    price_rule,
    source_id,
    claim_key,
    recognition,
    revenue_account,
from {{ ref("int_lines_taxed") }}
where not is_upcoming
