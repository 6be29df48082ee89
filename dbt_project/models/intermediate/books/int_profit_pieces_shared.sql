with
    pieces as (
        select
            *,
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
    contracts as (select * from {{ ref("stg_contracts") }} where status = 'active'),
    -- which departments used a meter in a month
    usage as (
        select
            company_id,
            meter,
            cast(date_trunc('month', local_date) as date) as month,
            department_id,
            greatest(sum({{ scaled("quantity_sum", 6) }}), 0) as used_weight,
        from {{ ref("stg_usage_daily") }}
        group by all
    ),
    shares as (
        select
            pieces.* exclude (contract_id, is_contract_known, meter),
            coalesce(pieces.contract_id, contracts.contract_id) as contract_id,
            coalesce(usage.department_id, products.department_id) as department_id,
            concat_ws(
                '|',
                pieces.company_id,
                pieces.month,
                pieces.currency,
                coalesce(pieces.product_id, ''),
                coalesce(pieces.contract_id, if(pieces.is_contract_known, '-', '')),
                coalesce(pieces.meter, ''),
                pieces.measure
            ) as whole_id,
            pieces.amount as whole_minor,
            sum(coalesce(usage.used_weight, 1)) as weight,
        from pieces
        -- missing: a line that no product explains
        left join products on pieces.product_id = products.product_id
        -- missing: no contract of the company was in force (semantics 3.10)
        left join
            contracts
            on not pieces.is_contract_known
            and not pieces.is_floating
            and pieces.company_id = contracts.company_id
            and contracts.starts_on < pieces.month + interval 1 month
            and (
                contracts.auto_renew
                or contracts.ends_on is null
                or contracts.ends_on > pieces.month
            )
        -- missing: what no meter counts
        left join
            usage
            on pieces.company_id = usage.company_id
            and pieces.meter = usage.meter
            and pieces.month = usage.month
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
    several as (select * from ordered where is_shared),
    shared as (
        {{ allocate("several") }}
        union all by name
        select *, cast(whole_minor as bigint) as allocated_minor,
        from ordered
        where not is_shared
    ),
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
        where measure like 'revenue%' and product_id is not null
        group by all
    ),
    floating as (
        select
            shared.company_id,
            shared.month,
            shared.currency,
            shared.measure,
            cells.product_id,
            cells.contract_id,
            cells.department_id,
            shared.whole_id,
            cast(shared.allocated_minor as hugeint) as whole_minor,
            coalesce(cells.weight, 1) as weight,
            concat_ws(
                '|',
                cells.product_id,
                coalesce(cells.contract_id, ''),
                coalesce(cells.department_id, '')
            ) as part_order,
            cells.product_id is not null as is_shared,
        from shared
        -- missing: time for a company that earned nothing then
        left join
            cells
            on shared.company_id = cells.company_id
            and shared.month = cells.month
            and shared.currency = cells.currency
        where shared.is_floating
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
    cast(sum(allocated_minor) as bigint) as amount,
from united
group by all
