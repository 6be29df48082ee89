{{ config(materialized="view") }}
with
    pieces as (
        select
            *,
            row_number() over () as whole_id,
            product_id is null
            and measure in (
                'time_cost',
                'worked_minutes',
                'without_cost_rate',
                'without_exchange_rate'
            ) as is_floating,
        from {{ ref("int_profit_pieces_gathered") }}
    ),
    products as (select * from {{ ref("stg_products") }}),
    contracts as (
        select *, if(auto_renew, null, ends_on) as expires_on,
        from {{ ref("stg_contracts") }}
        where status = 'active'
    ),
    -- where departments are named, which of them used a meter in a month
    named as (
        select distinct
            company_id, meter, cast(date_trunc('month', local_date) as date) as month,
        from {{ ref("stg_usage_daily") }}
        where department_id is not null
    ),
    usage as (
        select
            named.*,
            days.department_id,
            greatest(sum({{ scaled("days.quantity_sum", 6) }}), 0) as used_weight,
        from {{ ref("stg_usage_daily") }} as days
        inner join
            named
            on days.company_id = named.company_id
            and days.meter = named.meter
            and date_trunc('month', days.local_date) = named.month
        group by all
    ),
    parts as (
        select
            pieces.* exclude (contract_id, is_contract_known, meter, amount),
            coalesce(pieces.contract_id, contracts.contract_id) as contract_id,
            coalesce(usage.department_id, products.department_id) as department_id,
            pieces.amount as whole_minor,
            coalesce(usage.used_weight, 1) as weight,
        from pieces
        -- missing: a line that no product explains
        left join products on pieces.product_id = products.product_id
        -- missing: no contract of the company was in force (semantics 3.10)
        left join
            contracts
            on if(
                pieces.is_contract_known or pieces.is_floating, null, pieces.company_id
            )
            = contracts.company_id
            and pieces.month + interval 1 month > contracts.starts_on
            and pieces.month < coalesce(contracts.expires_on, 'infinity')
        -- missing: what no meter counts
        left join
            usage
            on pieces.company_id = usage.company_id
            and pieces.meter = usage.meter
            and pieces.month = usage.month
    ),
    several as (select whole_id from parts group by whole_id having count(*) > 1),
    shares as (
        select parts.* exclude (weight), sum(parts.weight) as weight,
        from parts
        semi join several on parts.whole_id = several.whole_id
        group by all
    ),
    ordered as (
        select
            *,
            concat_ws(
                '|', coalesce(contract_id, ''), coalesce(department_id, '')
            ) as part_order,
            count(*) over (partition by whole_id) > 1 as is_shared,
        from shares
    ),
    shared as (
        select *
        from ({{ allocate("ordered") }})
        union all by name
        select
            parts.*, false as is_shared, cast(whole_minor as bigint) as allocated_minor,
        from parts
        anti join several on parts.whole_id = several.whole_id
    ),
    wandering as (select * from shared where is_floating),
    -- where the company earned that month, which is what floating time worked for
    cells as (
        select
            company_id,
            month,
            currency,
            product_id,
            contract_id,
            department_id,
            greatest(sum(allocated_minor), 0) as weight,
        from shared
        semi join wandering using (company_id, month, currency)
        where measure like 'revenue%' and product_id is not null
        group by all
    ),
    floating as (
        select
            wandering.company_id,
            wandering.month,
            wandering.currency,
            wandering.measure,
            cells.product_id,
            cells.contract_id,
            cells.department_id,
            wandering.whole_id,
            cast(wandering.allocated_minor as hugeint) as whole_minor,
            coalesce(cells.weight, 1) as weight,
            concat_ws(
                '|',
                cells.product_id,
                coalesce(cells.contract_id, ''),
                coalesce(cells.department_id, '')
            ) as part_order,
            cells.product_id is not null as is_shared,
        from wandering
        -- missing: time for a company that earned nothing then
        left join
            cells
            on wandering.company_id = cells.company_id
            and wandering.month = cells.month
            and wandering.currency = cells.currency
    ),
    united as (
        select *
        from shared
        where not is_floating
        union all by name
        select *
        from ({{ allocate("floating") }})
    )
select
    company_id,
    product_id,
    contract_id,
    department_id,
    month,
    currency,
    measure,
    is_shared,
    allocated_minor as amount,
from united
