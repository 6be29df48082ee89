with
    months as (select month from {{ ref("int_month_ends") }}),
    states as (select * from {{ ref("int_mrr_states_netted") }}),
    companies as (
        select company_id, min(month) filter (mrr_minor <> 0) as first_month,
        from states
        group by company_id
    ),
    -- every month from the first revenue on, so that an end shows as a change
    grid as (
        select
            months.month,
            pairs.company_id,
            pairs.product_id,
            pairs.currency,
            companies.first_month,
            coalesce(states.mrr_minor, 0) as closing_minor,
        from (select company_id, product_id, currency from states group by all) as pairs
        inner join companies on pairs.company_id = companies.company_id
        inner join months on companies.first_month <= months.month
        -- missing: months in which the product did not recur
        left join
            states
            on months.month = states.month
            and pairs.company_id = states.company_id
            and pairs.product_id = states.product_id
            and pairs.currency = states.currency
    ),
    changed as (
        select
            *,
            coalesce(
                lag(closing_minor) over (
                    partition by company_id, product_id, currency order by month
                ),
                0
            ) as opening_minor,
        from grid
    ),
    -- the name of a movement is decided on the company's whole MRR (semantics 9.2)
    named as (
        select
            *,
            bool_or(opening_minor <> 0) over whole as had_some,
            bool_or(closing_minor <> 0) over whole as has_some,
            closing_minor - opening_minor as change_minor,
        from changed
        window whole as (partition by company_id, month)
    ),
    moved as (
        select
            *,
            case
                when change_minor = 0
                then null
                when not had_some and month = first_month
                then 'new'
                when not had_some
                then 'reactivation'
                when not has_some
                then 'churn'
                when change_minor > 0
                then 'expansion'
                else 'contraction'
            end as movement,
        from named
    )
select
    month,
    company_id,
    product_id,
    currency,
    opening_minor,
    if(movement = 'new', change_minor, 0) as new_minor,
    if(movement = 'expansion', change_minor, 0) as expansion_minor,
    if(movement = 'contraction', change_minor, 0) as contraction_minor,
    if(movement = 'churn', change_minor, 0) as churn_minor,
    if(movement = 'reactivation', change_minor, 0) as reactivation_minor,
    -- within one currency nothing is converted, so nothing moves by exchange
    cast(0 as bigint) as fx_minor,
    closing_minor,
from moved
where opening_minor <> 0 or closing_minor <> 0
