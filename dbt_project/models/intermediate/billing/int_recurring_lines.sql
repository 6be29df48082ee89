{{ config(materialized="view") }}

with
    segments as not materialized(
        select * from {{ ref("int_recurring_segments_used") }}
    ),
    trials as (
        select
            *,
            'recurring' as kind,
            segment_start as line_start,
            least(trial_ends_on, service_end) as line_end,
            cast(0 as bigint) as amount_minor,
            true as is_trial,
        from segments
        where is_first and segment_start < trial_ends_on
    ),
    charges as (
        select
            *,
            if(
                is_opening or (is_by_segment and not is_after_advance),
                'recurring',
                'proration'
            ) as kind,
            charged_from as line_start,
            if(is_by_segment, segment_end, charged_to) as line_end,
            if(is_by_segment, to_units, charged_to_units) as until_units,
            if(is_by_segment, used_to_minor, used_charged_to_minor) as until_minor,
            from_units as since_units,
            used_from_minor as since_minor,
            if(is_opening or is_by_segment, null, segment_start) as changed_on,
        from segments
        where
            not is_trial_only
            and (is_opening or is_by_segment or segment_start < charged_to)
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
            segment_end as changed_on,
        from segments
        where
            not is_by_segment
            and not is_trial_only
            and segment_end < charged_to
            and proration <> 'none'
    ),
    -- a period that was issued to a stub's end and goes on after all: the stretch that
    -- was cut there, and those that begin later
    extensions as (
        select
            *,
            if(is_opening or is_in_arrears, 'recurring', 'proration') as kind,
            greatest(charged_from, charged_to) as line_start,
            segment_end as line_end,
            to_units as until_units,
            used_to_minor as until_minor,
            if(segment_start < issued_to, charged_to_units, from_units) as since_units,
            if(
                segment_start < issued_to, used_charged_to_minor, used_from_minor
            ) as since_minor,
            if(is_opening or is_in_arrears, null, segment_start) as changed_on,
        from segments
        where
            issued_to < segment_end
            and charged_from < segment_end
            and (proration <> 'none' or segment_start >= issued_to)
    ),
    measured as not materialized(
        select *
        from charges
        union all by name
        select *
        from credits
        union all by name
        select *
        from extensions
    )
select
    *,
    if(
        kind = 'credit', since_minor - until_minor, until_minor - since_minor
    ) as amount_minor,
from measured
union all by name
select *
from trials
