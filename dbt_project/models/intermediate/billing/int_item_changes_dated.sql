with
    lives as (select * from {{ ref("int_item_lives") }}),
    changes as (select * from {{ ref("stg_subscription_changes") }}),
    products as (select * from {{ ref("stg_products") }}),
    counts as (select * from {{ ref("int_device_counts_settled") }}),
    -- the last reading before an item's life, and the last of each day in it
    device_changes as (
        select
            lives.item_id,
            counts.observed_at as changed_at,
            '' as change_id,
            cast(counts.device_count as decimal(18, 6)) as quantity,
            cast(null as varchar) as price_id,
        from lives
        inner join
            counts
            on lives.company_id = counts.company_id
            and lives.device_class = counts.device_class
        where lives.device_policy = 'prorate' and counts.is_last_of_day
    ),
    known as (
        select
            changes.item_id,
            changes.effective_at as changed_at,
            changes.change_id,
            case
                when coalesce(lives.device_policy, '') <> 'prorate'
                then changes.quantity
            end as quantity,
            changes.price_id,
        from changes
        inner join lives on changes.item_id = lives.item_id
        union all
        select item_id, changed_at, change_id, quantity, price_id,
        from device_changes
    ),
    dated as (
        select
            known.*,
            {{ local_date("known.changed_at", "lives.time_zone") }} as local_date,
            lives.starts_on,
            lives.is_metered or products.proration = 'none' as waits_for_boundary,
            {{
                period_index(
                    "lives.anchor_on",
                    "lives.billing_interval",
                    "lives.interval_count",
                    local_date("known.changed_at", "lives.time_zone"),
                )
            }} as period_number,
            lives.anchor_on,
            lives.billing_interval,
            lives.interval_count,
        from known
        inner join lives on known.item_id = lives.item_id
        inner join products on lives.product_id = products.product_id
    )
select
    item_id,
    change_id,
    changed_at,
    quantity,
    price_id,
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
                        "billing_interval",
                        "interval_count",
                        "period_number",
                    )
                }}
            then
                {{
                    period_boundary(
                        "anchor_on",
                        "billing_interval",
                        "interval_count",
                        "period_number + 1",
                    )
                }}
            else local_date
        end
    ) as counts_from,
from dated
