{{ config(materialized="view") }}

with
    periods as (
        select
            item_period_id,
            min(segment_start) as opens_on,
            min(segment_start) filter (not is_in_arrears) as advances_on,
            bool_or(minimum_minor is not null) as has_minimum,
        from {{ ref("int_recurring_segments_used") }}
        group by item_period_id
    ),
    -- a stretch that opens the item's service in a period bills as recurring; in
    -- arrears each does, unless the period was issued before the change was known
    segments as (
        select
            *,
            segment_start <= greatest(service_start, trial_ends_on) as is_opening,
            is_in_arrears and issued_to is null as is_by_segment,
            segment_end <= trial_ends_on as is_trial_only,
            segment_start = opens_on as is_first,
            -- part of the period was charged in advance to its end
            coalesce(segment_start >= advances_on, false) as is_after_advance,
        from {{ ref("int_recurring_segments_used") }}
        inner join periods using (item_period_id)
    ),
    trials as (
        select
            *,
            'recurring' as kind,
            segment_start as line_start,
            least(trial_ends_on, service_end) as line_end,
            cast(0 as bigint) as amount_minor,
        from segments
        where is_first and segment_start < trial_ends_on
    ),
    charged as (
        select
            *,
            if(is_opening or not is_after_advance, 'recurring', 'proration') as kind,
            charged_from as line_start,
            if(is_by_segment, segment_end, charged_to) as line_end,
            if(is_by_segment, to_units, charged_to_units) as until_units,
            if(is_by_segment, used_to_minor, used_charged_to_minor) as until_minor,
            from_units as since_units,
            used_from_minor as since_minor,
            until_minor - since_minor as amount_minor,
        from segments
        where (is_opening or is_by_segment) and not coalesce(is_trial_only, false)
    ),
    prorations as (
        select
            *,
            'proration' as kind,
            segment_start as line_start,
            charged_to as line_end,
            charged_to_units as until_units,
            used_charged_to_minor as until_minor,
            from_units as since_units,
            used_from_minor as since_minor,
            until_minor - since_minor as amount_minor,
            segment_start as changed_on,
        from segments
        where not is_opening and not is_by_segment and segment_start < charged_to
    ),
    credits as (
        select
            *,
            'credit' as kind,
            segment_end as line_start,
            charged_to as line_end,
            charged_to_units as until_units,
            used_charged_to_minor as until_minor,
            to_units as since_units,
            used_to_minor as since_minor,
            - (until_minor - since_minor) as amount_minor,
            segment_end as changed_on,
        from segments
        where
            not is_by_segment
            and not coalesce(is_trial_only, false)
            and segment_end < charged_to
            and proration <> 'none'
    ),
    -- a period that was issued to a stub's end and goes on after all
    extensions as (
        select
            *,
            'recurring' as kind,
            greatest(charged_from, charged_to) as line_start,
            segment_end as line_end,
            to_units as until_units,
            used_to_minor as until_minor,
            greatest(charged_to_units, from_units) as since_units,
            greatest(used_charged_to_minor, used_from_minor) as since_minor,
            until_minor - since_minor as amount_minor,
        from segments
        where
            issued_to < segment_end
            and issued_to >= segment_start
            and charged_from < segment_end
            and proration <> 'none'
    ),
    -- what the period's recurring lines lack of the price's minimum (semantics 3.3),
    -- whether they were issued or not
    summed as (
        select
            *,
            cast(
                sum(
                    case
                        when is_in_arrears
                        then used_to_minor - used_from_minor
                        when is_opening
                        then used_charged_to_minor - used_from_minor
                        else 0
                    end
                ) over (partition by item_period_id) as bigint
            ) as period_minor,
        from segments
        where has_minimum and not coalesce(is_trial_only, false)
        qualify is_opening
    ),
    true_ups as (
        select
            *,
            'minimum_true_up' as kind,
            service_start as line_start,
            service_end as line_end,
            minimum_share_minor - period_minor as amount_minor,
        from
            (
                select
                    *,
                    {{ day_share("minimum_minor", "rounding", "summed") }}
                    as minimum_share_minor,
                from summed
            )
    )
select * exclude (opens_on, advances_on, has_minimum),
from trials
union all by name
select * exclude (opens_on, advances_on, has_minimum),
from charged
union all by name
select * exclude (opens_on, advances_on, has_minimum),
from prorations
union all by name
select * exclude (opens_on, advances_on, has_minimum),
from credits
union all by name
select * exclude (opens_on, advances_on, has_minimum),
from extensions
union all by name
select * exclude (opens_on, advances_on, has_minimum),
from true_ups
where amount_minor > 0
