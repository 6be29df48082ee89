with
    finest as (select * from {{ ref("profitability_monthly") }}),
    grouped as (
        select
            case
                when grouping(company_id) = 0
                then 'company'
                when grouping(product_id) = 0
                then 'product'
                when grouping(contract_id) = 0
                then 'contract'
                else 'department'
            end as grain,
            coalesce(company_id, product_id, contract_id, department_id) as subject_id,
            month,
            currency,
            cast(sum(revenue_minor) as bigint) as revenue_minor,
            cast(sum(unit_cost_minor) as bigint) as unit_cost_minor,
            cast(sum(time_cost_minor) as bigint) as time_cost_minor,
            cast(sum(margin_minor) as bigint) as margin_minor,
            cast(sum(revenue_direct_minor) as bigint) as revenue_direct_minor,
            cast(sum(revenue_allocated_minor) as bigint) as revenue_allocated_minor,
            cast(sum(revenue_unbooked_minor) as bigint) as revenue_unbooked_minor,
            cast(sum(revenue_drafted_minor) as bigint) as revenue_drafted_minor,
            cast(sum(unit_cost_direct_minor) as bigint) as unit_cost_direct_minor,
            cast(sum(unit_cost_allocated_minor) as bigint) as unit_cost_allocated_minor,
            cast(sum(time_cost_direct_minor) as bigint) as time_cost_direct_minor,
            cast(sum(time_cost_allocated_minor) as bigint) as time_cost_allocated_minor,
            cast(sum(without_unit_cost_count) as bigint) as without_unit_cost_count,
            cast(sum(without_cost_rate_count) as bigint) as without_cost_rate_count,
            cast(
                sum(without_exchange_rate_count) as bigint
            ) as without_exchange_rate_count,
            cast(sum(worked_minutes) as decimal(18, 6)) as worked_minutes,
        from finest
        group by
            grouping sets (
                (company_id, month, currency),
                (product_id, month, currency),
                (contract_id, month, currency),
                (department_id, month, currency)
            )
    )
select
    concat_ws(
        '|', grain, coalesce(subject_id, ''), month, currency
    ) as profitability_id,
    *,
    {{ ratio("margin_minor", "revenue_minor") }} as margin_rate,
from grouped
