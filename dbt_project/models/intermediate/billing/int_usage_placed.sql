with
    run as (select * from {{ ref("stg_run_parameters") }}),
    usage as (select * from {{ ref("stg_usage_daily") }}),
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
    shared as (
        select company_id, meter, count(*) > 1 as is_shared, from lives group by all
    ),
    periods as (
        select united.*, shared.is_shared,
        from
            (
                select *
                from drafted
                union all by name
                select *
                from elsewhere
            ) as united
        inner join
            shared
            on united.company_id = shared.company_id
            and united.meter = shared.meter
    ),
    placed as (
        select
            usage.company_id,
            usage.meter,
            usage.usage_source,
            usage.partition_day,
            usage.local_date,
            usage.received_on,
            usage.department_id,
            usage.event_count,
            usage.quantity_sum,
            periods.segment_id,
            periods.item_id,
            case
                when usage.local_date > run.as_of
                then 'after_as_of'
                when periods.item_id is null
                then 'no_item'
                when periods.segment_id is null
                then 'billed_elsewhere'
                when usage.local_date < periods.trial_ends_on
                then 'on_trial'
                when periods.service_end > run.as_of
                then 'period_open'
                when usage.received_on > periods.received_until
                then 'too_late'
                else 'rated'
            end as placement,
            coalesce(periods.is_shared, false) as is_shared,
        from usage
        cross join run
        -- missing: usage that no item's period holds
        left join
            periods
            on usage.company_id = periods.company_id
            and usage.meter = periods.meter
            and periods.service_start <= usage.local_date
            and usage.local_date < periods.service_end
    ),
    -- where several items rate a meter, one of them stands for the event in counts
    ranked as (
        select
            * exclude (is_shared, department_id),
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
                        [
                            'rated',
                            'period_open',
                            'too_late',
                            'on_trial',
                            'billed_elsewhere'
                        ],
                        placement
                    ),
                    item_id
            )
            = 1 as is_counted,
        from placed
        where is_shared
    ),
    unshared as (
        select * exclude (is_shared, department_id), true as is_counted,
        from placed
        where not is_shared
    )
select *
from ranked
union all by name
select *
from unshared
