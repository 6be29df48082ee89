select payout_id, entity_id, paid_on, amount_minor, currency,
from {{ source("raw", "payouts") }}
