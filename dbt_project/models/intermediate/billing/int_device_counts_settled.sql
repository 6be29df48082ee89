with
    run as (select * from {{ ref("stg_run_parameters") }}),
    readings as (select * from {{ ref("stg_rmm_device_counts") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    dated as (
        select
            readings.company_id,
            readings.device_class,
            {{ local_date("readings.observed_at", "companies.time_zone") }}
            as local_date,
            readings.observed_at,
            readings.received_at,
            readings.event_id,
            readings.device_count,
        from readings
        inner join companies on readings.company_id = companies.company_id
    ),
    -- at equal instants the last received, then the greater event id, wins
    settled as (
        select dated.*
        from dated
        cross join run
        where dated.local_date <= run.as_of
        qualify
            row_number() over (
                partition by company_id, device_class, observed_at
                order by received_at desc, event_id desc
            )
            = 1
    )
select
    company_id,
    device_class,
    local_date,
    observed_at,
    event_id,
    device_count,
    lead(observed_at) over (
        partition by company_id, device_class order by observed_at
    ) as next_observed_at,
    row_number() over (
        partition by company_id, device_class, local_date order by observed_at desc
    )
    = 1 as is_last_of_day,
from settled
