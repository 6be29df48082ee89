select event_id, company_id, device_class, device_count, observed_at, received_at,
from {{ source("raw", "rmm_device_counts") }}
