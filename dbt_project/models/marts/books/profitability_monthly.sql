with
    summed as (
        select
            company_id,
            product_id,
            contract_id,
            department_id,
            month,
            currency,
            cast(
                sum(if(measure like 'revenue%' and not is_shared, amount, 0)) as bigint
            ) as revenue_direct_minor,
            cast(
                sum(if(measure like 'revenue%' and is_shared, amount, 0)) as bigint
            ) as revenue_allocated_minor,
            cast(
                sum(if(measure = 'revenue_unbooked', amount, 0)) as bigint
            ) as revenue_unbooked_minor,
            cast(
                sum(if(measure = 'revenue_drafted', amount, 0)) as bigint
            ) as revenue_drafted_minor,
            cast(
                sum(if(measure = 'unit_cost' and not is_shared, amount, 0)) as bigint
            ) as unit_cost_direct_minor,
            cast(
                sum(if(measure = 'unit_cost' and is_shared, amount, 0)) as bigint
            ) as unit_cost_allocated_minor,
            cast(
                sum(if(measure = 'time_cost' and not is_shared, amount, 0)) as bigint
            ) as time_cost_direct_minor,
            cast(
                sum(if(measure = 'time_cost' and is_shared, amount, 0)) as bigint
            ) as time_cost_allocated_minor,
            cast(
                sum(if(measure = 'without_unit_cost', amount, 0)) as bigint
            ) as without_unit_cost_count,
            cast(
                sum(if(measure = 'without_cost_rate', amount, 0)) as bigint
            ) as without_cost_rate_count,
            cast(
                sum(if(measure = 'without_exchange_rate', amount, 0)) as bigint
            ) as without_exchange_rate_count,
            cast(
                sum(if(measure = 'worked_minutes', amount, 0)) as bigint
            ) as worked_millionths,
        from {{ ref("int_profit_pieces_shared") }}
        group by all
    )
select
    concat_ws(
        '|',
        company_id,
        coalesce(product_id, ''),
        coalesce(contract_id, ''),
        coalesce(department_id, ''),
        month,
        currency
    ) as profitability_id,
    company_id,
    product_id,
    contract_id,
    department_id,
    month,
    currency,
    revenue_direct_minor + revenue_allocated_minor as revenue_minor,
    unit_cost_direct_minor + unit_cost_allocated_minor as unit_cost_minor,
    time_cost_direct_minor + time_cost_allocated_minor as time_cost_minor,
    revenue_direct_minor
    + revenue_allocated_minor
    - unit_cost_direct_minor
    - unit_cost_allocated_minor
    - time_cost_direct_minor
    - time_cost_allocated_minor as margin_minor,
    revenue_direct_minor,
    revenue_allocated_minor,
    revenue_unbooked_minor,
    revenue_drafted_minor,
    unit_cost_direct_minor,
    unit_cost_allocated_minor,
    time_cost_direct_minor,
    time_cost_allocated_minor,
    without_unit_cost_count,
    without_cost_rate_count,
    without_exchange_rate_count,
    cast({{ unscaled("worked_millionths", 6) }} as decimal(18, 6)) as worked_minutes,
from summed
