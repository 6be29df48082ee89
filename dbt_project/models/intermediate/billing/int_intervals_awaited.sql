with recursive
    items as (select * from {{ ref("int_items_scheduled") }}),
    changed as (select * from {{ ref("int_intervals_changed") }}),
    waiting as (
        select
            changed.item_id,
            changed.billing_interval,
            changed.interval_count,
            changed.waits_for_boundary,
            items.anchor_on,
            items.starts_on,
            items.billing_interval as first_interval,
            items.interval_count as first_count,
            items.waits_for_boundary as first_waits,
            {{ local_date("changed.changed_at", "items.time_zone") }} as local_date,
            row_number() over (
                partition by changed.item_id
                order by changed.changed_at, changed.change_id
            ) as change_no,
        from changed
        inner join items on changed.item_id = items.item_id
        -- prices change often, intervals and products hardly ever
        qualify
            bool_or(
                (
                    changed.billing_interval,
                    changed.interval_count,
                    changed.waits_for_boundary
                ) <> (
                    items.billing_interval,
                    items.interval_count,
                    items.waits_for_boundary
                )
            ) over (partition by changed.item_id)
            and bool_or(changed.waits_for_boundary or items.waits_for_boundary) over (
                partition by changed.item_id
            )
    ),
    counted as (
        select
            item_id,
            cast(0 as bigint) as change_no,
            starts_on as counts_from,
            first_interval as billing_interval,
            first_count as interval_count,
            first_waits as waits_for_boundary,
            first_interval as interval_before,
            first_count as count_before,
            first_waits as waits_before,
        from waiting
        where change_no = 1
        union all
        select
            item_id,
            change_no,
            case
                when local_date <= starts_on
                then starts_on
                when not waits_before
                then local_date
                else
                    {{
                        boundary_from(
                            "anchor_on",
                            "interval_before",
                            "count_before",
                            "local_date",
                        )
                    }}
            end as counts_from,
            billing_interval,
            interval_count,
            waits_for_boundary,
            interval_before,
            count_before,
            waits_before,
        from
            (
                select
                    waiting.*,
                    -- a change that still waits has not ended what counts before it
                    if(
                        waiting.local_date > counted.counts_from,
                        (
                            counted.billing_interval,
                            counted.interval_count,
                            counted.waits_for_boundary
                        ),
                        (
                            counted.interval_before,
                            counted.count_before,
                            counted.waits_before
                        )
                    ) as before,
                    before[1] as interval_before,
                    before[2] as count_before,
                    before[3] as waits_before,
                from counted
                inner join
                    waiting
                    on counted.item_id = waiting.item_id
                    and waiting.change_no = counted.change_no + 1
            )
    )
-- the last that counts from a day
select item_id, counts_from, billing_interval, interval_count, waits_for_boundary,
from counted
qualify
    row_number() over (partition by item_id, counts_from order by change_no desc) = 1
