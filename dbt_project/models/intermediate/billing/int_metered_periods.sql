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
    {{ local_midnight("begun.rated_from", "begun.time_zone") }} as rated_from_at,
    {{ local_midnight("begun.rated_to", "begun.time_zone") }} as rated_to_at,
    epoch_us({{ local_midnight("begun.period_end", "begun.time_zone") }}) - epoch_us(
        {{ local_midnight("begun.period_start", "begun.time_zone") }}
    ) as period_us,
from begun
inner join aggregations on begun.measure = aggregations.aggregation
