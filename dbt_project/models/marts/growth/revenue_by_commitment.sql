with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    schedule as (select * from {{ ref("revenue_schedule") }}),
    lines as (select * from {{ ref("invoice_lines") }} where source = 'issued'),
    lives as (select * from {{ ref("int_item_lives") }}),
    named as (
        select
            schedule.recognised_on as month,
            schedule.company_id,
            schedule.currency,
            schedule.amount_minor - schedule.credited_minor as revenue_minor,
            case
                when
                    lines.kind = 'usage'
                    -- that of a recurring item changes its minimum
                    or (
                        lines.kind = 'prior_period_adjustment'
                        and coalesce(lives.is_metered, true)
                    )
                then 'usage'
                when lines.kind in ('time', 'one_off')
                then 'on_demand'
                else 'committed'
            end as commitment,
        from schedule
        inner join
            lines
            on schedule.invoice_id = lines.invoice_id
            and schedule.line_no = lines.line_no
        -- missing: no line of an item
        left join lives on lines.item_id = lives.item_id
        cross join as_of
        where schedule.recognised_on <= as_of.as_of
    ),
    summed as (
        select
            month,
            company_id,
            currency,
            cast(
                coalesce(
                    sum(revenue_minor) filter (commitment = 'committed'), 0
                ) as bigint
            ) as committed_minor,
            cast(
                coalesce(sum(revenue_minor) filter (commitment = 'usage'), 0) as bigint
            ) as usage_minor,
            cast(
                coalesce(
                    sum(revenue_minor) filter (commitment = 'on_demand'), 0
                ) as bigint
            ) as on_demand_minor,
            cast(sum(revenue_minor) as bigint) as revenue_minor,
        from named
        group by all
    )
select
    month,
    company_id,
    currency,
    committed_minor,
    usage_minor,
    on_demand_minor,
    revenue_minor,
    {{ ratio("committed_minor", "revenue_minor") }} as committed_rate,
    {{ ratio("usage_minor", "revenue_minor") }} as usage_rate,
from summed
