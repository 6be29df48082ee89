{{ config(materialized="view") }}

with
    run as (select * from {{ ref("stg_run_parameters") }}),
    days as not materialized(select * from {{ ref("stg_usage_series_days") }}),
    periods as not materialized(select * from {{ ref("int_usage_periods") }}),
    -- what several items rate apart, so that only that has to be ranked
    shared as (select distinct series_id, from periods where is_shared),
    apart as not materialized(
        select *, false as is_shared,
        from days
        anti join shared on days.series_id = shared.series_id
        union all by name
        select *, true as is_shared,
        from days
        semi join shared on days.series_id = shared.series_id
    ),
    placed as not materialized(
        select
            apart.*,
            periods.period_no,
            apart.received_on > periods.service_end as is_late,
            case
                when apart.local_date > run.as_of
                then 'after_as_of'
                when periods.period_no is null
                then 'no_item'
                when periods.segment_id is null
                then 'billed_elsewhere'
                when apart.local_date < periods.trial_ends_on
                then 'on_trial'
                -- before its period is over too: it will not be billed then
                when apart.received_on > periods.received_until
                then 'too_late'
                when periods.service_end > run.as_of
                then 'period_open'
                else 'rated'
            end as placement,
        from apart
        cross join run
        -- missing: usage that no item's period holds
        left join
            periods
            on apart.series_id = periods.series_id
            and {{ month_number("apart.local_date") }} = periods.month_no
            and periods.service_start <= apart.local_date
            and apart.local_date < periods.service_end
    )
select *, true as is_counted,
from placed
where not is_shared
union all by name
-- where several items rate a meter, one of them stands for the event in counts
select
    * replace (true as is_shared),
    row_number() over (
        partition by series_id, partition_day, local_date, received_on
        order by
            list_position(
                ['rated', 'period_open', 'too_late', 'on_trial', 'billed_elsewhere'],
                placement
            ),
            period_no
    )
    = 1 as is_counted,
from placed
where is_shared
