{{ config(materialized="view") }}

with
    -- the days that an interval's own terms serve, should they change it
    segments as (
        select * replace (opens_on as service_start, closes_on as service_end),
        from {{ ref("int_recurring_segments_used") }}
        where has_minimum and not is_trial_only
    ),
    -- what all lines of the period come to, and those that are known when it is
    -- drafted: in advance the terms that open it, or all of a stub that goes on
    summed as (
        select
            *,
            cast(
                sum(used_to_minor - used_from_minor) over of_period as bigint
            ) as period_minor,
            if(
                is_in_arrears or issued_to < service_end,
                period_minor,
                used_charged_to_minor - used_from_minor
            ) as opening_minor,
            if(
                service_end < period_end, service_end, max(segment_start) over of_period
            ) as last_changed_on,
        from segments
        window of_period as (partition by item_id, period_start, period_end)
        qualify is_opening
    ),
    shared as (
        select
            *,
            {{ day_share("minimum_minor", "rounding", "summed") }}
            as minimum_share_minor,
        from summed
    )
select
    *,
    greatest(minimum_share_minor - opening_minor, 0) as opening_true_up_minor,
    greatest(minimum_share_minor - period_minor, 0) as true_up_minor,
from shared
