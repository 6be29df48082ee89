select
    override_id,
    company_id,
    product_id,
    kind,
    value,
    effective_from,
    effective_to,
    approved_by,
from {{ source("raw", "price_overrides") }}
