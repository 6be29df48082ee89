select
    snapshot_date,
    company_id,
    entity_id,
    item_id,
    invoice_no,
    bucket,
    amount_minor,
    currency,
from {{ source("raw", "aging_snapshots") }}
