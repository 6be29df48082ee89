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
    in_several as (
        select company_id, from contracts group by company_id having count(*) > 1
    ),
    usage as (select * from {{ ref("int_usage_of_departments") }})
select
    pieces.* exclude (contract_id, is_contract_known, meter, amount),
    coalesce(pieces.contract_id, contracts.contract_id) as contract_id,
    coalesce(usage.department_id, products.department_id) as department_id,
    pieces.amount as whole_minor,
    coalesce(usage.used_weight, 1) as weight,
    in_several.company_id is not null or usage.company_id is not null as is_spread,
from pieces
-- missing: a line that no product explains
left join products on pieces.product_id = products.product_id
-- missing: no contract of the company was in force (semantics 3.10)
left join
    contracts
    on if(pieces.is_contract_known or pieces.is_floating, null, pieces.company_id)
    = contracts.company_id
    and pieces.month + interval 1 month > contracts.starts_on
    and pieces.month < coalesce(contracts.expires_on, 'infinity')
-- missing: all but companies with several contracts
left join in_several on contracts.company_id = in_several.company_id
-- missing: what no meter counts
left join
    usage
    on pieces.company_id = usage.company_id
    and pieces.meter = usage.meter
    and pieces.month = usage.month
