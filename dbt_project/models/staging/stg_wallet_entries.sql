select
    entry_id,
    company_id,
    currency,
    kind,
    amount_minor,
    booked_at,
    expires_on,
    invoice_no,
    reference,
from {{ source("raw", "wallet_entries") }}
