with
    run as (select * from {{ ref("stg_run_parameters") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    aggregations as (select * from {{ ref("usage_aggregations") }}),
    -- a metered item's terms change on boundaries only, so a period has one segment
    begun as (
        select
            segments.*,
            lives.meter,
            lives.device_class,
            -- a device policy is an aggregation by another name
            case
                when lives.meter is not null
                then lives.aggregation
                when lives.device_policy = 'peak'
                then 'max'
                when lives.device_policy = 'period_end'
                then 'latest'
                else 'time_weighted_average'
            end as measure,
            segments.service_end + companies.late_usage_days as received_until,
            greatest(segments.service_start, segments.trial_ends_on) as rated_from,
            companies.rounding,
            segments.service_end > run.as_of as is_open,
            -- of the running period, what is known by the end of as_of
            least(segments.service_end, run.as_of + 1) as rated_to,
        from segments
        inner join lives on segments.item_id = lives.item_id
        inner join companies on segments.company_id = companies.company_id
        cross join run
        where segments.is_metered and segments.service_start <= run.as_of
    ),
    -- a time zone's rules are dear to look up: once a day and zone
    midnights as (
        select day, time_zone, {{ local_midnight("day", "time_zone") }} as starts_at,
        from
            (
                select distinct
                    unnest([rated_from, rated_to, period_start, period_end]) as day,
                    time_zone,
                from begun
            )
    )
select
    begun.segment_id,
    begun.company_id,
    begun.meter,
    begun.device_class,
    begun.measure,
    aggregations.is_split_by_day,
    aggregations.is_gauge,
    begun.rated_from,
    begun.service_end,
    begun.rated_to,
    begun.is_open,
    begun.received_until,
    begun.time_zone,
    begun.rounding,
    rated_from_midnights.starts_at as rated_from_at,
    rated_to_midnights.starts_at as rated_to_at,
    epoch_us(period_end_midnights.starts_at)
    - epoch_us(period_start_midnights.starts_at) as period_us,
from begun
inner join aggregations on begun.measure = aggregations.aggregation
{% for day in ["rated_from", "rated_to", "period_start", "period_end"] %}
    left join
        midnights as {{ day }}_midnights
        on begun.{{ day }} = {{ day }}_midnights.day
        and begun.time_zone = {{ day }}_midnights.time_zone
{% endfor %}
