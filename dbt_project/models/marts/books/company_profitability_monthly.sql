with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    united as (select * from {{ ref("int_invoices_united") }} where status <> 'void'),
    parts as (
        select parts.*
        from {{ ref("int_revenue_schedule_parts") }} as parts
        inner join united on parts.invoice_id = united.invoice_id
    ),
    credited as (
        select company_id, currency, month, sum(cut_minor) as credited_minor,
        from {{ ref("int_credit_note_cuts") }}
        group by all
    ),
    line_costs as (
        select costs.*
        from {{ ref("int_line_costs") }} as costs
        inner join united on costs.invoice_id = united.invoice_id
    ),
    time_costs as (select * from {{ ref("int_time_costs") }}),
    gathered as (
        select
            company_id,
            month,
            currency,
            amount_minor as revenue_minor,
            0 as unit_cost_minor,
            0 as time_cost_minor,
            0 as worked_minutes,
            0 as uncosted_count,
        from parts
        union all
        select company_id, month, currency, - credited_minor, 0, 0, 0, 0
        from credited
        union all
        select
            company_id,
            month,
            currency,
            0,
            coalesce(cost_minor, 0),
            0,
            0,
            if(cost_minor is null, 1, 0)
        from line_costs
        union all
        select
            company_id,
            cast(date_trunc('month', worked_on) as date),
            currency,
            0,
            0,
            coalesce(cost_minor, 0),
            minutes,
            if(cost_minor is null, 1, 0)
        from time_costs
    ),
    summed as (
        select
            company_id,
            month,
            currency,
            cast(sum(revenue_minor) as bigint) as revenue_minor,
            cast(sum(unit_cost_minor) as bigint) as unit_cost_minor,
            cast(sum(time_cost_minor) as bigint) as time_cost_minor,
            cast(sum(worked_minutes) as decimal(18, 6)) as worked_minutes,
            cast(sum(uncosted_count) as bigint) as uncosted_count,
        from gathered
        cross join as_of
        where gathered.month <= as_of.as_of
        group by company_id, month, currency
    )
select
    company_id,
    month,
    currency,
    revenue_minor,
    unit_cost_minor,
    time_cost_minor,
    revenue_minor - unit_cost_minor - time_cost_minor as margin_minor,
    {{ ratio("revenue_minor - unit_cost_minor - time_cost_minor", "revenue_minor") }}
    as margin_rate,
    worked_minutes,
    uncosted_count,
from summed
