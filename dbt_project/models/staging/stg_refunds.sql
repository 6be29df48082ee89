select
    refund_id,
    payment_id,
    refunded_at,
    amount_minor,
    credit_note_no,
    stripe_payout_id,
    reason,
from {{ source("raw", "refunds") }}
