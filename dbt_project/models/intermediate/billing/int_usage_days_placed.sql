{{ config(materialized="view") }}

with
    run as (select * from {{ ref("stg_run_parameters") }}),
    usage as not materialized(
        select
            company_id,
            meter,
            usage_source,
            partition_day,
            local_date,
            received_on,
            department_id,
            event_count,
            quantity_sum,
        from {{ ref("stg_usage_daily") }}
    ),
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
    -- by month, so that a day is not compared with all periods that ever were
    periods as (
        select
            *,
            unnest(
                generate_series(
                    date_trunc('month', service_start),
                    date_trunc('month', service_end - 1),
                    interval 1 month
                )
            ) as month_start,
            12 * year(month_start) + month(month_start) as month_no,
        from
            (
                select *
                from drafted
                union all by name
                select *
                from elsewhere
            )
    ),
    shared as (select company_id, meter, from lives group by all having count(*) > 1),
    -- what several items rate apart, so that only that has to be ranked
    apart as not materialized(
        select *, false as is_shared,
        from usage
        anti join
            shared
            on usage.company_id = shared.company_id
            and usage.meter = shared.meter
        union all by name
        select *, true as is_shared,
        from usage
        semi join
            shared
            on usage.company_id = shared.company_id
            and usage.meter = shared.meter
    ),
    placed as not materialized(
        select
            apart.*,
            periods.segment_id,
            periods.item_id,
            apart.received_on > periods.service_end as is_late,
            case
                when apart.local_date > run.as_of
                then 'after_as_of'
                when periods.item_id is null
                then 'no_item'
                when periods.segment_id is null
                then 'billed_elsewhere'
                when apart.local_date < periods.trial_ends_on
                then 'on_trial'
                when periods.service_end > run.as_of
                then 'period_open'
                when apart.received_on > periods.received_until
                then 'too_late'
                else 'rated'
            end as placement,
        from apart
        cross join run
        -- missing: usage that no item's period holds
        left join
            periods
            on apart.company_id = periods.company_id
            and apart.meter = periods.meter
            and 12 * year(apart.local_date) + month(apart.local_date) = periods.month_no
            and periods.service_start <= apart.local_date
            and apart.local_date < periods.service_end
    )
select *, true as is_counted,
from placed
where not is_shared
union all by name
-- where several items rate a meter, one of them stands for the event in counts
select
    *,
    row_number() over (
        partition by
            company_id,
            meter,
            usage_source,
            partition_day,
            local_date,
            received_on,
            department_id
        order by
            list_position(
                ['rated', 'period_open', 'too_late', 'on_trial', 'billed_elsewhere'],
                placement
            ),
            item_id
    )
    = 1 as is_counted,
from placed
where is_shared
