{{ config(materialized="view") }}

with
    charges as (select * from {{ ref("int_charges_rated") }} where kind = 'recurring'),
    stretches as (select * from {{ ref("int_item_segments") }} where not is_metered),
    several as (
        select item_period_id,
        from stretches
        group by item_period_id
        having count(*) > 1
    ),
    marked as (
        select
            stretches.*,
            (stretches.quantity, charges.price_id, stretches.segment_start)
            is distinct from lag(
                (stretches.quantity, charges.price_id, stretches.segment_end)
            ) over (
                partition by stretches.item_period_id order by stretches.segment_start
            ) as is_new,
        from stretches
        semi join several on stretches.item_period_id = several.item_period_id
        left join charges on stretches.segment_id = charges.charge_id
    ),
    counted as (
        select
            *,
            sum(is_new::integer) over (
                partition by item_period_id order by segment_start
            ) as stretch,
        from marked
    ),
    -- one quantity at one price is one stretch, whether a change or the catalogue
    -- named the price
    merged as (
        select
            * exclude (is_new, stretch) replace (
                max(segment_end) over (
                    partition by item_period_id, stretch
                ) as segment_end
            ),
            min(segment_start) over (partition by item_period_id) as opens_on,
        from counted
        qualify is_new
    ),
    segments as (
        select
            *,
            lead(segment_start_at) over (
                partition by item_period_id order by segment_start
            ) as next_start_at,
            lead(segment_start) over (
                partition by item_period_id order by segment_start
            ) as next_start,
        from merged
        union all by name
        -- most periods have one
        select stretches.*, stretches.segment_start as opens_on,
        from stretches
        anti join several on stretches.item_period_id = several.item_period_id
    ),
    claimed as ({{ claims_timed() }}),
    periods as (
        select
            item_period_id, item_id, is_in_arrears, period_end, opens_on, trial_ends_on,
        from segments
        group by all
    ),
    -- until when issued lines have charged the period, in advance or in arrears; the
    -- days of a trial charge nothing
    issued as (
        select
            periods.item_period_id,
            periods.is_in_arrears,
            least(max(claimed.period_end), any_value(periods.period_end)) as issued_to,
        from periods
        inner join
            claimed
            on periods.item_id = claimed.item_id
            and claimed.kind in ('recurring', 'proration')
            and claimed.period_start >= periods.opens_on
            and claimed.period_start < periods.period_end
            and coalesce(claimed.is_in_arrears = periods.is_in_arrears, true)
            and coalesce(claimed.period_end > periods.trial_ends_on, true)
        group by periods.item_period_id, periods.is_in_arrears
    ),
    placed as (
        select
            segments.*,
            issued.issued_to,
            greatest(segments.segment_start, segments.trial_ends_on) as charged_from,
            -- what was issued was charged to its end, whatever is known by now
            coalesce(issued.issued_to, segments.service_end) as charged_to,
        from segments
        left join
            issued
            on segments.item_period_id = issued.item_period_id
            and segments.is_in_arrears = issued.is_in_arrears
    ),
    -- instants count only where seconds do: a time zone's rules are dear to look up
    timed as (
        select
            *,
            case
                when proration = 'second'
                then epoch_us({{ local_midnight("period_start", "time_zone") }})
            end as period_us,
            case
                when proration = 'second'
                then epoch_us({{ local_midnight("period_end", "time_zone") }})
            end as period_end_us,
            case
                when proration <> 'second'
                then null
                when charged_from = segment_start
                then epoch_us(segment_start_at)
                else epoch_us({{ local_midnight("charged_from", "time_zone") }})
            end as from_us,
            case
                when proration <> 'second'
                then null
                when next_start = segment_end
                then epoch_us(next_start_at)
                else epoch_us({{ local_midnight("segment_end", "time_zone") }})
            end as to_us,
            case
                when proration = 'second'
                then epoch_us({{ local_midnight("charged_to", "time_zone") }})
            end as charged_to_us,
        from placed
    )
select
    * exclude (
        next_start,
        next_start_at,
        opens_on,
        period_us,
        period_end_us,
        from_us,
        to_us,
        charged_to_us
    ),
    case
        proration
        when 'second'
        then period_end_us - period_us
        else cast(period_end - period_start as bigint)
    end as whole_units,
    case
        proration
        when 'second'
        then from_us - period_us
        when 'none'
        then
            case
                when charged_from > segment_start
                then charged_from - period_start
                else 0
            end
        else charged_from - period_start
    end as from_units,
    case
        proration
        when 'second'
        then to_us - period_us
        when 'none'
        then period_end - period_start
        else segment_end - period_start
    end as to_units,
    case
        proration
        when 'second'
        then charged_to_us - period_us
        when 'none'
        then period_end - period_start
        else charged_to - period_start
    end as charged_to_units,
from timed
