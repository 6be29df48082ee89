{{ config(materialized="view") }}

with
    segments as (
        select *
        from {{ ref("int_recurring_segments_used") }}
        where has_minimum and not is_trial_only
    ),
    -- all that the period's recurring lines charge, whether they were issued or not
    summed as (
        select
            *,
            cast(
                sum(
                    case
                        -- or a stub that was issued and goes on after all
                        when is_in_arrears or issued_to < service_end
                        then used_to_minor - used_from_minor
                        when is_opening
                        then used_charged_to_minor - used_from_minor
                        else 0
                    end
                ) over (partition by item_id, period_start, period_end) as bigint
            ) as period_minor,
        from segments
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
    'minimum_true_up' as kind,
    service_start as line_start,
    service_end as line_end,
    minimum_share_minor - period_minor as amount_minor,
from shared
where minimum_share_minor > period_minor
