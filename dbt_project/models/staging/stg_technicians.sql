select
    technician_id,
    effective_from,
    name,
    email,
    cost_rate_minor,
    currency,
    target_utilization,
from {{ source("raw", "technicians") }}
