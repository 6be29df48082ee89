with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    parts as (select * from {{ ref("int_revenue_parts_booked") }}),
    moved as (
        select
            entity_id,
            currency,
            cast(date_trunc('month', moved_on) as date) as month,
            movement,
            sum(amount_minor) as amount_minor,
        from {{ ref("int_revenue_deferred_moved") }}
        group by all
    ),
    -- served before it is invoiced, or not invoiced yet: a figure beside the books,
    -- which accrue nothing before the invoice (semantics 9.4)
    accrued as (
        select
            entity_id,
            currency,
            unnest([month, cast(date_trunc('month', invoiced_on) as date)]) as month,
            unnest(['earned', 'billed']) as movement,
            unnest([amount_minor, - amount_minor]) as amount_minor,
        from parts
        where month < date_trunc('month', invoiced_on) and voided_on is null
        union all
        select
            drafted.entity_id, drafted.currency, drafted.month, 'earned', amount_minor
        from {{ ref("int_revenue_schedule_parts") }} as drafted
        cross join as_of
        where drafted.source = 'draft' and last_day(drafted.month) <= as_of.as_of
    ),
    changes as (
        select *
        from moved
        union all
        select *
        from accrued
    ),
    spine as (
        select
            changes.entity_id,
            changes.currency,
            cast(
                unnest(
                    generate_series(
                        min(changes.month),
                        greatest(
                            max(changes.month), date_trunc('month', any_value(as_of))
                        ),
                        interval 1 month
                    )
                ) as date
            ) as month,
        from changes
        cross join as_of
        group by changes.entity_id, changes.currency
    ),
    summed as (
        select
            spine.entity_id,
            spine.currency,
            spine.month,
            coalesce(sum(amount_minor) filter (movement = 'invoiced'), 0) as invoiced,
            - coalesce(
                sum(amount_minor) filter (movement = 'recognised'), 0
            ) as recognised,
            - coalesce(sum(amount_minor) filter (movement = 'credited'), 0) as credited,
            - coalesce(sum(amount_minor) filter (movement = 'voided'), 0) as voided,
            coalesce(sum(amount_minor) filter (movement = 'earned'), 0) as earned,
            - coalesce(sum(amount_minor) filter (movement = 'billed'), 0) as billed,
        from spine
        -- missing: a month in which nothing moved
        left join
            changes
            on spine.entity_id = changes.entity_id
            and spine.currency = changes.currency
            and spine.month = changes.month
        group by spine.entity_id, spine.currency, spine.month
    ),
    rolled as (
        select
            *,
            sum(invoiced - recognised - credited - voided) over so_far as closing,
            sum(earned - billed) over so_far as accrued_closing,
        from summed
        window so_far as (partition by entity_id, currency order by month)
    )
select
    month,
    entity_id,
    currency,
    cast(
        closing - invoiced + recognised + credited + voided as bigint
    ) as opening_minor,
    cast(invoiced as bigint) as invoiced_minor,
    cast(recognised as bigint) as recognised_minor,
    cast(credited as bigint) as credited_minor,
    cast(voided as bigint) as voided_minor,
    cast(closing as bigint) as closing_minor,
    cast(accrued_closing - earned + billed as bigint) as accrued_opening_minor,
    cast(earned as bigint) as accrued_earned_minor,
    cast(billed as bigint) as accrued_billed_minor,
    cast(accrued_closing as bigint) as accrued_closing_minor,
from rolled
