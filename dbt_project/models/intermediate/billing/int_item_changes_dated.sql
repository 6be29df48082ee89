with
    items as (select * from {{ ref("int_items_scheduled") }}),
    changes as (select * from {{ ref("stg_subscription_changes") }}),
    intervals as (select * from {{ ref("int_intervals_changed") }}),
    awaited as (select * from {{ ref("int_intervals_awaited") }}),
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
            intervals.billing_interval,
            intervals.interval_count,
        from changes
        inner join items on changes.item_id = items.item_id
        -- missing: a change that names no price
        left join intervals on changes.change_id = intervals.change_id
        union all by name
        select *
        from device_changes
    ),
    dated as (
        select
            known.*,
            {{ local_date("known.changed_at", "items.time_zone") }} as local_date,
            items.starts_on,
            items.waits_for_boundary as first_waits,
            items.anchor_on,
            items.billing_interval as first_interval,
            items.interval_count as first_interval_count,
        from known
        inner join items on known.item_id = items.item_id
    )
select
    dated.item_id,
    dated.change_id,
    dated.reading_id,
    dated.changed_at,
    dated.quantity,
    dated.price_id,
    dated.billing_interval,
    dated.interval_count,
    -- what was so before an item began, it began with
    greatest(
        dated.starts_on,
        case
            when
                coalesce(awaited.waits_for_boundary, dated.first_waits)
                and dated.local_date > dated.starts_on
            then
                {{
                    boundary_from(
                        "dated.anchor_on",
                        "coalesce(awaited.billing_interval, dated.first_interval)",
                        "coalesce(awaited.interval_count, dated.first_interval_count)",
                        "dated.local_date",
                    )
                }}
            else dated.local_date
        end
    ) as counts_from,
from dated
-- missing: an item that keeps the interval it began with and waits as it did then
asof left join
    awaited
    on dated.item_id = awaited.item_id
    and dated.local_date > awaited.counts_from
