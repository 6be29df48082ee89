with
    periods as (select * from {{ ref("int_metered_periods") }} where is_gauge),
    in_period as (select * from {{ ref("int_metered_readings") }}),
    readings as (select * from {{ ref("stg_usage_readings") }}),
    counts as (select * from {{ ref("stg_rmm_device_counts") }}),
    -- at equal instants the last received, then the greater event id, wins
    settled as (
        select
            periods.segment_id,
            in_period.occurred_at as starts_at,
            arg_max(
                in_period.quantity,
                row(in_period.received_at, in_period.event_id, in_period.usage_source)
            ) as quantity,
            false as is_carried,
        from periods
        inner join in_period on periods.segment_id = in_period.segment_id
        group by all
    ),
    closings as (
        select
            company_id,
            meter,
            local_date,
            received_on,
            max(
                {
                    'occurred_at':occurred_at,
                    'received_at':received_at,
                    'event_id':event_id,
                    'usage_source':usage_source,
                    'version':version,
                    'quantity':quantity
                }
            ) as reading,
        from readings
        group by all
    ),
    carried as (
        select
            periods.segment_id,
            periods.rated_from_at as starts_at,
            max(closings.reading)['quantity'] as quantity,
            true as is_carried,
        from periods
        inner join
            closings
            on periods.company_id = closings.company_id
            and periods.meter = closings.meter
            and closings.local_date < periods.rated_from
            and closings.received_on <= periods.received_until
        where periods.rated_from < periods.rated_to
        group by periods.segment_id, periods.rated_from_at
    ),
    counts_carried as (
        select
            periods.segment_id,
            periods.rated_from_at as starts_at,
            arg_max(
                cast(counts.device_count as decimal(18, 6)),
                row(counts.observed_at, counts.received_at, counts.event_id)
            ) as quantity,
            true as is_carried,
        from periods
        inner join
            counts
            on periods.company_id = counts.company_id
            and periods.device_class = counts.device_class
            and counts.observed_at < periods.rated_from_at
        where
            periods.meter is null
            and periods.rated_from < periods.rated_to
            and {{ local_date("counts.received_at", "periods.time_zone") }}
            <= periods.received_until
        group by periods.segment_id, periods.rated_from_at
    ),
    united as (
        select *
        from settled
        union all by name
        select *
        from carried
        union all by name
        select *
        from counts_carried
    ),
    -- a reading at the first instant takes the place of the value carried there
    distinct_instants as (
        select *
        from united
        qualify
            row_number() over (partition by segment_id, starts_at order by is_carried)
            = 1
    )
select
    distinct_instants.segment_id,
    distinct_instants.starts_at,
    lead(distinct_instants.starts_at, 1, periods.rated_to_at) over (
        partition by distinct_instants.segment_id order by distinct_instants.starts_at
    ) as ends_at,
    distinct_instants.quantity,
    distinct_instants.is_carried,
from distinct_instants
inner join periods on distinct_instants.segment_id = periods.segment_id
