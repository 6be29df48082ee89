with
    items as (select * from {{ ref("int_items_scheduled") }}),
    changes as (select * from {{ ref("int_item_changes_dated") }}),
    ending as (
        select
            item_id, anchor_on, subscription_ended_on, billing_interval, interval_count,
        from items
        where
            cancel_mode = 'at_period_end'
            -- an end on the start means never
            and subscription_started_on < subscription_ended_on
    ),
    -- an interval goes with its price; the first one counts from ever
    intervals as (
        select item_id, billing_interval, interval_count,
        from ending
        union all by name
        select
            item_id,
            counts_from,
            changed_at,
            change_id,
            billing_interval,
            interval_count,
        from changes
        where billing_interval is not null and item_id in (select item_id from ending)
    ),
    -- the last of a day counts
    settled as (
        select *,
        from intervals
        qualify
            row_number() over (
                partition by item_id, counts_from
                order by changed_at desc, change_id desc
            )
            = 1
    ),
    bounded as (
        select
            ending.item_id,
            lead(settled.counts_from) over (
                partition by settled.item_id order by settled.counts_from nulls first
            ) as next_from,
            {{
                boundary_from(
                    "ending.anchor_on",
                    "settled.billing_interval",
                    "settled.interval_count",
                    "greatest(ending.subscription_ended_on, settled.counts_from)",
                )
            }} as boundary_on,
        from settled
        inner join ending on settled.item_id = ending.item_id
    ),
    -- at_period_end is charged to the first boundary on or after the end
    charged as (
        select item_id, min(boundary_on) as charged_to,
        from bounded
        where coalesce(boundary_on <= next_from, true)
        group by item_id
    )
select
    items.* exclude (
        ended_on,
        subscription_started_on,
        subscription_ended_on,
        cancel_mode,
        subscription_interval,
        subscription_interval_count,
        waits_for_boundary
    ),
    least(
        items.ended_on, coalesce(charged.charged_to, items.subscription_ended_on)
    ) as ends_on,
from items
-- missing: an item that ends at once, never lives or has no end
left join charged on items.item_id = charged.item_id
