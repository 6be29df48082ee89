select series_id, local_date, received_on, partition_day, quantity_sum, event_count,
from {{ source("raw", "usage_series_days") }}
