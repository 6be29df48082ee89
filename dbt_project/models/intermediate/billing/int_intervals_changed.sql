{{ config(materialized="view") }}

select
    changes.item_id,
    changes.change_id,
    changes.effective_at as changed_at,
    -- a price without an interval bills by the subscription's, not by that of the price
    -- before it
    coalesce(prices.billing_interval, items.subscription_interval) as billing_interval,
    {{
        price_interval_count(
            "prices.billing_interval",
            "prices.interval_count",
            "items.subscription_interval_count",
        )
    }} as interval_count,
    items.is_metered
    or coalesce(products.proration = 'none', false) as waits_for_boundary,
from {{ ref("stg_subscription_changes") }} as changes
inner join {{ ref("int_items_scheduled") }} as items on changes.item_id = items.item_id
left join {{ ref("stg_prices") }} as prices on changes.price_id = prices.price_id
-- another product's price sells that product
left join
    {{ ref("stg_products") }} as products
    on coalesce(prices.product_id, items.product_id) = products.product_id
where changes.price_id is not null
