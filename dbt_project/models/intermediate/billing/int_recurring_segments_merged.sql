{{ config(materialized="view") }}

with
    charges as (select * from {{ ref("int_charges_rated") }} where kind = 'recurring'),
    -- who bought what is joined back to the lines that are left
    stretches as (
        select
            segment_id,
            item_period_id,
            item_id,
            quantity,
            period_start,
            period_end,
            service_start,
            service_end,
            segment_start,
            segment_end,
            segment_start_at,
            segment_end_at,
            trial_ends_on,
            time_zone,
            proration,
            is_in_arrears,
        from {{ ref("int_item_segments") }}
        where not is_metered
    ),
    several as (
        select item_period_id,
        from stretches
        group by item_period_id
        having count(*) > 1
    ),
    marked as (
        select
            stretches.*,
            (stretches.quantity, charges.price_id, stretches.segment_start)
            is distinct from lag(
                (stretches.quantity, charges.price_id, stretches.segment_end)
            ) over (
                partition by stretches.item_period_id order by stretches.segment_start
            ) as is_new,
        from stretches
        semi join several on stretches.item_period_id = several.item_period_id
        -- missing: a stretch without a price
        left join charges on stretches.segment_id = charges.charge_id
    ),
    counted as (
        select
            *,
            sum(is_new::integer) over (
                partition by item_period_id order by segment_start
            ) as stretch,
        from marked
    ),
    merged as (
        select
            * exclude (is_new, stretch) replace (
                max(segment_end) over (
                    partition by item_period_id, stretch
                ) as segment_end,
                last_value(segment_end_at) over (
                    partition by item_period_id, stretch
                    order by segment_start
                    rows between unbounded preceding and unbounded following
                ) as segment_end_at
            ),
        from counted
        qualify is_new
    )
select *
from merged
union all by name
-- most periods have one
select *
from stretches
anti join several on stretches.item_period_id = several.item_period_id
