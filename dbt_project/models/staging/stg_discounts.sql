select
    discount_id,
    company_id,
    subscription_id,
    product_id,
    kind,
    value,
    currency,
    duration,
    periods,
    starts_on,
    carries_over,
from {{ source("raw", "discounts") }}
