select
    product_id,
    name,
    category,
    tax_code,
    unit_cost,
    cost_currency,
    margin_floor_pct,
    proration,
    billing_timing,
    recognition,
    revenue_account,
    department_id,
from {{ source("raw", "products") }}
