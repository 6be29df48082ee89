select
    dispute_id,
    payment_id,
    opened_on,
    amount_minor,
    coalesce(fee_minor, 0) as fee_minor,
    status,
    closed_on,
    stripe_payout_id,
    closed_stripe_payout_id,
    coalesce(returned_fee_minor, 0) as returned_fee_minor,
from {{ source("raw", "disputes") }}
