select
    company_id,
    meter,
    source as usage_source,
    event_id,
    version,
    local_date,
    received_on,
    occurred_at,
    received_at,
    quantity,
    unique_key,
from {{ source("raw", "usage_readings") }}
