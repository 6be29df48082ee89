select change_id, item_id, effective_at, quantity, price_id,
from {{ source("raw", "subscription_changes") }}
