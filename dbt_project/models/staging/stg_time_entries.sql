select
    entry_id,
    company_id,
    technician_id,
    ticket_id,
    worked_at,
    minutes,
    billable,
    product_id,
    cost_minor,
from {{ source("raw", "time_entries") }}
