with
    items as (select * from {{ ref("int_items_scheduled") }}),
    changes as (select * from {{ ref("stg_subscription_changes") }}),
    products as (select * from {{ ref("stg_products") }}),
    prices as (select * from {{ ref("stg_prices") }}),
    counts as (select * from {{ ref("int_device_counts_settled") }}),
    -- the last reading before an item's life, and the last of each day in it
    device_changes as (
        select
            items.item_id,
            counts.observed_at as changed_at,
            '' as change_id,
            counts.event_id as reading_id,
            cast(counts.device_count as decimal(18, 6)) as quantity,
            cast(null as varchar) as price_id,
        from items
        inner join
            counts
            on items.company_id = counts.company_id
            and items.device_class = counts.device_class
        where items.device_policy = 'prorate' and counts.is_last_of_day
    ),
    known as (
        select
            changes.item_id,
            changes.effective_at as changed_at,
            changes.change_id,
            case
                when coalesce(items.device_policy, '') <> 'prorate'
                then changes.quantity
            end as quantity,
            changes.price_id,
            -- a price without an interval bills by the subscription's, not by that of
            -- the price before it
            case
                when changes.price_id is not null
                then coalesce(prices.billing_interval, items.subscription_interval)
            end as billing_interval,
            case
                when changes.price_id is not null
                then
                    {{
                        price_interval_count(
                            "prices.billing_interval",
                            "prices.interval_count",
                            "items.subscription_interval_count",
                        )
                    }}
            end as interval_count,
        from changes
        inner join items on changes.item_id = items.item_id
        -- missing: a change that names no price
        left join prices on changes.price_id = prices.price_id
        union all by name
        select *
        from device_changes
    ),
    dated as (
        select
            known.*,
            {{ local_date("known.changed_at", "items.time_zone") }} as local_date,
            items.starts_on,
            items.is_metered or products.proration = 'none' as waits_for_boundary,
            {{
                period_index(
                    "items.anchor_on",
                    "items.billing_interval",
                    "items.interval_count",
                    local_date("known.changed_at", "items.time_zone"),
                )
            }} as period_number,
            items.anchor_on,
            items.billing_interval as first_interval,
            items.interval_count as first_interval_count,
        from known
        inner join items on known.item_id = items.item_id
        inner join products on items.product_id = products.product_id
    )
select
    item_id,
    change_id,
    reading_id,
    changed_at,
    quantity,
    price_id,
    billing_interval,
    interval_count,
    -- what was so before an item began, it began with
    greatest(
        starts_on,
        case
            when
                waits_for_boundary
                and local_date > starts_on
                and local_date
                <> {{
                    period_boundary(
                        "anchor_on",
                        "first_interval",
                        "first_interval_count",
                        "period_number",
                    )
                }}
            then
                {{
                    period_boundary(
                        "anchor_on",
                        "first_interval",
                        "first_interval_count",
                        "period_number + 1",
                    )
                }}
            else local_date
        end
    ) as counts_from,
from dated
