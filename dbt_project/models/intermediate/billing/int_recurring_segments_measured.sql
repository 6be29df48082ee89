{{ config(materialized="view") }}

with
    segments as (select * from {{ ref("int_recurring_segments_merged") }}),
    claimed as ({{ claims_timed() }}),
    -- each line in the period of the stretch that it begins in, or after its end
    placed as (
        select claimed.*, segments.item_period_id,
        from claimed
        asof inner join
            segments
            on claimed.item_id = segments.item_id
            and claimed.period_start >= segments.segment_start
        where
            claimed.kind in ('recurring', 'proration')
            and claimed.period_start < segments.period_end
            and not claimed.is_trial
            and coalesce(claimed.period_end > segments.trial_ends_on, true)
            and not {{ precedes_trial_end("claimed", "segments.trial_ends_on") }}
    ),
    periods as (
        select item_period_id, is_in_arrears, period_end, from segments group by all
    ),
    -- until when issued lines have charged the period, in advance or in arrears; the
    -- days of a trial charge nothing
    issued as (
        select
            periods.item_period_id,
            periods.is_in_arrears,
            least(max(placed.period_end), any_value(periods.period_end)) as issued_to,
        from periods
        inner join
            placed
            on periods.item_period_id = placed.item_period_id
            and coalesce(placed.is_in_arrears = periods.is_in_arrears, true)
        group by periods.item_period_id, periods.is_in_arrears
    ),
    charged as (
        select
            segments.*,
            issued.issued_to,
            greatest(segments.segment_start, segments.trial_ends_on) as charged_from,
            -- what was issued was charged to its end, whatever is known by now
            coalesce(issued.issued_to, segments.service_end) as charged_to,
        from segments
        -- missing: a period that no issued line has charged
        left join
            issued
            on segments.item_period_id = issued.item_period_id
            and segments.is_in_arrears = issued.is_in_arrears
    ),
    timed as (
        select
            *,
            case
                when proration = 'second'
                then epoch_us({{ local_midnight("period_start", "time_zone") }})
            end as period_us,
        from charged
    )
-- instants count only where seconds do: a time zone's rules are dear to look up
select
    * exclude (segment_start_at, segment_end_at, time_zone, period_us),
    case
        proration
        when 'second'
        then epoch_us({{ local_midnight("period_end", "time_zone") }}) - period_us
        else period_end - period_start
    end as whole_units,
    case
        proration
        when 'second'
        then
            epoch_us(
                if(
                    charged_from = segment_start,
                    segment_start_at,
                    {{ local_midnight("charged_from", "time_zone") }}
                )
            )
            - period_us
        when 'none'
        then if(charged_from > segment_start, charged_from - period_start, 0)
        else charged_from - period_start
    end as from_units,
    case
        proration
        when 'second'
        then
            epoch_us(
                coalesce(
                    segment_end_at, {{ local_midnight("segment_end", "time_zone") }}
                )
            )
            - period_us
        when 'none'
        then period_end - period_start
        else segment_end - period_start
    end as to_units,
    case
        proration
        when 'second'
        then
            epoch_us(
                coalesce(
                    -- a line that ends with the stretch ends at its instant
                    if(charged_to = segment_end, segment_end_at, null),
                    {{ local_midnight("charged_to", "time_zone") }}
                )
            )
            - period_us
        when 'none'
        then period_end - period_start
        else charged_to - period_start
    end as charged_to_units,
from timed
