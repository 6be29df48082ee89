select
    tax_rate_id,
    entity_id,
    country,
    region,
    tax_code,
    percent,
    inclusive,
    effective_from,
    effective_to,
from {{ source("raw", "tax_rates") }}
