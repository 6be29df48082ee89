with
    series as (select * from {{ ref("stg_usage_series") }}),
    lives as (select * from {{ ref("int_item_lives") }} where meter is not null),
    companies as (select * from {{ ref("int_companies_billed") }}),
    drafted as (
        select
            segments.segment_id,
            segments.item_id,
            segments.company_id,
            lives.meter,
            segments.service_start,
            segments.service_end,
            segments.trial_ends_on,
            segments.service_end + companies.late_usage_days as received_until,
        from {{ ref("int_item_segments") }} as segments
        inner join lives on segments.item_id = lives.item_id
        inner join companies on segments.company_id = companies.company_id
    ),
    -- what lies before the first period that is drafted here was billed elsewhere
    elsewhere as (
        select
            cast(null as varchar) as segment_id,
            lives.item_id,
            lives.company_id,
            lives.meter,
            lives.starts_on as service_start,
            coalesce(
                min(drafted.service_start), lives.ends_on, lives.billed_through
            ) as service_end,
        from lives
        left join drafted on lives.item_id = drafted.item_id
        where lives.billed_through is not null
        group by
            lives.item_id,
            lives.company_id,
            lives.meter,
            lives.starts_on,
            lives.ends_on,
            lives.billed_through
    ),
    shared as (select company_id, meter, from lives group by all having count(*) > 1),
    numbered as (
        select
            row_number() over (
                order by series.series_id, periods.service_start, periods.item_id
            ) as period_no,
            series.series_id,
            periods.*,
            shared.company_id is not null as is_shared,
        from
            (
                select *
                from drafted
                union all by name
                select *
                from elsewhere
            ) as periods
        inner join
            series
            on periods.company_id = series.company_id
            and periods.meter = series.meter
        left join
            shared
            on periods.company_id = shared.company_id
            and periods.meter = shared.meter
    )
select
    cast(period_no as integer) as period_no,
    series_id,
    segment_id,
    item_id,
    service_start,
    service_end,
    trial_ends_on,
    received_until,
    is_shared,
    -- by month, so that a day is not compared with all periods that ever were
    unnest(
        range(
            {{ month_number("service_start") }},
            {{ month_number("service_end - 1") }} + 1
        )
    ) as month_no,
from numbered
where service_start < service_end
