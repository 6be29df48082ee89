{{ config(materialized="view") }}

with
    periods as (select * from {{ ref("int_metered_periods") }} where is_gauge),
    levels as (
        select *, epoch_us(ends_at) - epoch_us(starts_at) as held_us
        from {{ ref("int_metered_levels") }}
    ),
    -- the reading that a level is: of those at one instant the last received
    read as (
        select
            segment_id,
            occurred_at,
            arg_max(event_id, row(received_at, event_id, usage_source)) as event_id,
            arg_max(
                usage_source, row(received_at, event_id, usage_source)
            ) as usage_source,
        from {{ ref("int_metered_readings") }}
        group by segment_id, occurred_at
    ),
    -- an average counts the rest of the whole period as zero
    rest as (
        select
            periods.segment_id,
            cast(0 as decimal(18, 6)) as quantity,
            periods.period_us - coalesce(sum(levels.held_us), 0) as held_us,
            false as is_carried,
            true as is_rest,
        from periods
        left join levels on periods.segment_id = levels.segment_id
        where periods.measure = 'time_weighted_average'
        group by periods.segment_id, periods.period_us
        having periods.period_us > coalesce(sum(levels.held_us), 0)
    ),
    held as (
        select *, false as is_rest,
        from levels
        union all by name
        select *
        from rest
    )
select
    held.segment_id,
    held.starts_at,
    held.ends_at,
    held.quantity,
    held.is_carried,
    held.is_rest,
    if(held.is_carried, null, read.usage_source) as usage_source,
    if(held.is_carried, null, read.event_id) as event_id,
    {{ duration_words("held.held_us") }}
    || ' of '
    || {{ duration_words("periods.period_us") }} as hours,
    {{ unscaled("held.held_us", 6) }} as held_seconds,
    {{ unscaled(scaled("held.quantity", 6) ~ " * held.held_us", 12) }} as value_seconds,
    {{ unscaled("periods.period_us", 6) }} as period_seconds,
from held
inner join periods on held.segment_id = periods.segment_id
-- missing: a value carried in, or no reading at all
left join
    read on held.segment_id = read.segment_id and held.starts_at = read.occurred_at
