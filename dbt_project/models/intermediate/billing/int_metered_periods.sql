with
    run as (select * from {{ ref("stg_run_parameters") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    aggregations as (select * from {{ ref("usage_aggregations") }}),
    -- a metered item's terms change on boundaries only, so a period has one segment
    finished as (
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
        from segments
        inner join lives on segments.item_id = lives.item_id
        inner join companies on segments.company_id = companies.company_id
        cross join run
        where segments.is_metered and segments.service_end <= run.as_of
    )
select
    finished.segment_id,
    finished.company_id,
    finished.meter,
    finished.device_class,
    finished.measure,
    aggregations.is_split_by_day,
    aggregations.is_gauge,
    finished.rated_from,
    finished.service_end,
    finished.received_until,
    finished.time_zone,
    finished.rounding,
    {{ local_midnight("finished.rated_from", "finished.time_zone") }} as rated_from_at,
    {{ local_midnight("finished.service_end", "finished.time_zone") }} as rated_to_at,
    epoch_us(
        {{ local_midnight("finished.period_end", "finished.time_zone") }}
    ) - epoch_us(
        {{ local_midnight("finished.period_start", "finished.time_zone") }}
    ) as period_us,
from finished
inner join aggregations on finished.measure = aggregations.aggregation
