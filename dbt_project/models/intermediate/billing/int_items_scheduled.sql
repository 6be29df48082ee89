with
    items as (select * from {{ ref("stg_subscription_items") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    agreed as (
        select
            items.item_id as charge_id,
            items.* exclude (price_id),
            subscriptions.company_id,
            subscriptions.contract_id,
            coalesce(subscriptions.currency, companies.currency) as currency,
            companies.tier,
            items.price_id as fixed_price_id,
            greatest(items.started_on, subscriptions.started_on) as starts_on,
            greatest(items.started_on, subscriptions.started_on) as price_on,
            false as is_company_wide,
            subscriptions.anchor_on,
            subscriptions.billing_interval as subscription_interval,
            subscriptions.interval_count as subscription_interval_count,
            subscriptions.billed_through,
            subscriptions.trial_ends_on,
            subscriptions.started_on as subscription_started_on,
            subscriptions.ended_on as subscription_ended_on,
            subscriptions.cancel_mode,
            companies.time_zone,
        from items
        inner join
            subscriptions on items.subscription_id = subscriptions.subscription_id
        inner join companies on subscriptions.company_id = companies.company_id
    ),
    priced as ({{ price_charges("agreed") }}),
    -- of a product that is charged whole: the product that the price belongs to
    whole as (
        select items.item_id,
        from items
        -- missing: an item without a price of its own
        left join {{ ref("stg_prices") }} as prices on items.price_id = prices.price_id
        inner join
            {{ ref("stg_products") }} as products
            on coalesce(prices.product_id, items.product_id) = products.product_id
        where products.proration = 'none'
    ),
    -- few columns are put in order, not the whole rows
    numbered as (
        select item_id, row_number() over (order by item_id) as item_no, from items
    )
select
    priced.item_id,
    numbered.item_no,
    subscription_id,
    company_id,
    product_id,
    contract_id,
    currency,
    tier,
    fixed_price_id,
    quantity,
    usage_required,
    meter,
    aggregation,
    device_class,
    case when device_class is not null then device_policy end as device_policy,
    starts_on,
    ended_on,
    subscription_started_on,
    subscription_ended_on,
    cancel_mode,
    anchor_on,
    coalesce(price_interval, subscription_interval) as billing_interval,
    {{
        price_interval_count(
            "price_interval", "price_interval_count", "subscription_interval_count"
        )
    }} as interval_count,
    subscription_interval,
    subscription_interval_count,
    billed_through,
    trial_ends_on,
    time_zone,
    {{ is_metered("priced") }} as is_metered,
    is_metered or whole.item_id is not null as waits_for_boundary,
from priced
inner join numbered on priced.item_id = numbered.item_id
-- missing: an item that is prorated
left join whole on priced.item_id = whole.item_id
