with
    states as (select * from {{ ref("int_mrr_states") }}),
    months as (select * from {{ ref("int_month_ends") }}),
    discounts as (
        select *
        from {{ ref("stg_discounts") }}
        where kind = 'amount' and duration = 'forever'
    ),
    -- an amount is taken once a month off what it is given for, in the given order
    due as (
        select
            months.month,
            discounts.company_id,
            discounts.currency,
            sum(cast(discounts.value as decimal(38, 10))) as value,
        from discounts
        inner join months on discounts.starts_on <= months.state_on
        group by all
    ),
    totals as (
        select
            states.month,
            states.company_id,
            states.currency,
            sum(states.mrr_minor) as total_minor,
        from states
        group by all
    ),
    taken as (
        select
            states.*,
            states.month
            || '#'
            || states.company_id
            || '#'
            || states.currency as whole_id,
            cast(
                - least(
                    greatest(totals.total_minor, 0),
                    cast(round(coalesce(due.value, 0), 0) as hugeint)
                ) as bigint
            ) as whole_minor,
            states.product_id as part_order,
            states.mrr_minor as weight,
        from states
        inner join
            totals
            on states.month = totals.month
            and states.company_id = totals.company_id
            and states.currency = totals.currency
        -- missing: nothing is taken off
        left join
            due
            on states.month = due.month
            and states.company_id = due.company_id
            and states.currency = due.currency
    )
select
    month, company_id, product_id, currency, mrr_minor + allocated_minor as mrr_minor,
from ({{ allocate("taken") }})
