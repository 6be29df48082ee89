{{ config(materialized="view") }}

with
    parts as not materialized(select * from {{ ref("int_profit_pieces_parted") }}),
    -- usage without a department is its product's, which may have some of its own
    weighed as (
        select * exclude (weight), sum(weight) as weight,
        from parts
        where is_spread
        group by all
    ),
    ordered as (
        select
            *,
            concat_ws(
                '|', coalesce(contract_id, ''), coalesce(department_id, '')
            ) as part_order,
            count(*) over (partition by whole_id) > 1 as is_shared,
        from weighed
    ),
    shared as (
        select *
        from ({{ allocate("ordered") }})
        union all by name
        select *, false as is_shared, cast(whole_minor as bigint) as allocated_minor,
        from parts
        where not is_spread
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
