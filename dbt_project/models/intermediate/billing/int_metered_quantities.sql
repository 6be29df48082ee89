with
    run as (select * from {{ ref("stg_run_parameters") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    usage as (select * from {{ ref("stg_usage_daily") }}),
    counts as (select * from {{ ref("int_device_counts_settled") }}),
    -- a metered item's terms change on boundaries only, so a period has one segment
    periods as (
        select
            segments.*,
            lives.meter,
            lives.aggregation,
            lives.device_class,
            lives.device_policy,
            companies.late_usage_days,
            greatest(service_start, segments.trial_ends_on) as rated_from,
            {{
                local_midnight(
                    "greatest(service_start, segments.trial_ends_on)",
                    "segments.time_zone",
                )
            }} as rated_from_at,
            {{ local_midnight("service_end", "segments.time_zone") }} as rated_to_at,
            epoch_us(
                {{ local_midnight("period_end", "segments.time_zone") }}
            ) - epoch_us(
                {{ local_midnight("period_start", "segments.time_zone") }}
            ) as period_us,
        from segments
        inner join lives on segments.item_id = lives.item_id
        inner join companies on segments.company_id = companies.company_id
        cross join run
        where segments.is_metered and segments.service_end <= run.as_of
    ),
    used as (
        select
            periods.segment_id,
            case
                periods.aggregation
                when 'sum'
                then sum(usage.quantity_sum)
                when 'count'
                then cast(sum(usage.event_count) as decimal(38, 6))
                when 'max'
                then cast(max(usage.quantity_max) as decimal(38, 6))
                when 'min'
                then cast(min(usage.quantity_min) as decimal(38, 6))
            end as quantity,
            sum(usage.event_count) as event_count,
        from periods
        inner join
            usage
            on periods.company_id = usage.company_id
            and periods.meter = usage.meter
            and periods.rated_from <= usage.local_date
            and usage.local_date < periods.service_end
            and usage.received_on <= periods.service_end + periods.late_usage_days
        group by periods.segment_id, periods.aggregation
    ),
    counted as (
        select
            periods.segment_id,
            max(counts.device_count) as peak,
            arg_max(counts.device_count, counts.observed_at) as last_count,
            sum(
                cast(counts.device_count as hugeint) * (
                    epoch_us(
                        least(
                            coalesce(counts.next_observed_at, periods.rated_to_at),
                            periods.rated_to_at
                        )
                    )
                    - epoch_us(greatest(counts.observed_at, periods.rated_from_at))
                )
            ) as device_us,
            count(*) filter (
                counts.observed_at >= periods.rated_from_at
            ) as event_count,
        from periods
        inner join
            counts
            on periods.company_id = counts.company_id
            and periods.device_class = counts.device_class
            and counts.observed_at < periods.rated_to_at
            and (
                counts.next_observed_at is null
                or counts.next_observed_at > periods.rated_from_at
            )
        group by periods.segment_id
    )
select
    periods.segment_id,
    periods.meter,
    periods.rated_from,
    case
        when periods.meter is not null
        then cast(coalesce(used.quantity, 0) * 1000000 as hugeint)
        when periods.device_policy = 'peak'
        then coalesce(counted.peak, 0) * cast(1000000 as hugeint)
        when periods.device_policy = 'period_end'
        then coalesce(counted.last_count, 0) * cast(1000000 as hugeint)
        else
            {{
                round_exactly(
                    "coalesce(counted.device_us, 0) * " ~ ten_to(12),
                    "periods.period_us",
                    1,
                    1,
                    "'half_up'",
                )
            }}
    end as quantity_numerator,
    case
        when periods.device_policy = 'average' and periods.meter is null
        then {{ ten_to(12) }}
        else cast(1000000 as hugeint)
    end as quantity_denominator,
    cast(coalesce(used.event_count, counted.event_count, 0) as bigint) as event_count,
    periods.meter is null
    or periods.aggregation in ('sum', 'count', 'max', 'min') as can_be_aggregated,
from periods
left join used on periods.segment_id = used.segment_id
left join counted on periods.segment_id = counted.segment_id
