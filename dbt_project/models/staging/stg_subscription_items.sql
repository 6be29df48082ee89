select
    item_id,
    subscription_id,
    product_id,
    price_id,
    started_on,
    ended_on,
    quantity,
    usage_required,
    meter,
    aggregation,
    device_class,
    device_policy,
from {{ source("raw", "subscription_items") }}
