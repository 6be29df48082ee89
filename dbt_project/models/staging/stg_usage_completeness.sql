select
    source as usage_source,
    day as partition_day,
    accepted,
    stored,
    duplicates,
    conflicts,
    corrections,
    quantity,
from {{ source("raw", "usage_completeness") }}
