with
    states as (select * from {{ ref("int_mrr_states") }}),
    months as (select * from {{ ref("int_month_ends") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    discounts as (
        select *
        from {{ ref("stg_discounts") }}
        where kind = 'amount' and duration = 'forever'
    ),
    parts as (
        select
            month, company_id, product_id, currency, unnest(parts, recursive := true),
        from states
    ),
    scoped as (
        select
            discounts.discount_id,
            parts.month,
            parts.company_id,
            parts.currency,
            parts.product_id,
            discounts.value,
            companies.rounding,
            sum(parts.part_minor) as weight,
            -- taken off each invoice of the items it is for: the shortest interval
            -- among them says how often in a month
            max_by(
                struct_pack(n := parts.n, d := parts.d),
                divide(parts.n * 1000000, parts.d)
            ) as monthly,
        from parts
        inner join companies on parts.company_id = companies.company_id
        inner join months on parts.month = months.month
        inner join
            discounts
            on parts.company_id = coalesce(discounts.company_id, parts.company_id)
            and parts.subscription_id
            = coalesce(discounts.subscription_id, parts.subscription_id)
            and parts.product_id = coalesce(discounts.product_id, parts.product_id)
            and parts.currency = coalesce(discounts.currency, companies.currency)
            and coalesce(discounts.starts_on <= months.state_on, true)
        group by all
    ),
    summed as (
        select
            *,
            discount_id || '#' || month || '#' || company_id as whole_id,
            product_id as part_order,
            sum(weight) over whole as total_minor,
            max_by(monthly, divide(monthly.n * 1000000, monthly.d)) over whole as often,
        from scoped
        window whole as (partition by discount_id, month, company_id, currency)
    ),
    taken as (
        select
            *,
            cast(
                least(
                    greatest(total_minor, 0),
                    {{
                        round_scaled(
                            scaled("value", 10),
                            "10000000000",
                            "often.n",
                            "often.d",
                            "rounding",
                        )
                    }}
                ) as bigint
            ) as whole_minor,
        from summed
    ),
    spread as (
        select
            month,
            company_id,
            product_id,
            currency,
            sum(allocated_minor) as taken_minor,
        from ({{ allocate("taken") }})
        group by all
    )
select
    states.month,
    states.company_id,
    states.product_id,
    states.currency,
    -- several amounts together take no more than there is
    cast(
        if(
            states.mrr_minor > 0,
            greatest(states.mrr_minor - coalesce(spread.taken_minor, 0), 0),
            states.mrr_minor
        ) as bigint
    ) as mrr_minor,
    states.unrated_count,
from states
-- missing: nothing is taken off
left join
    spread
    on states.month = spread.month
    and states.company_id = spread.company_id
    and states.product_id = spread.product_id
    and states.currency = spread.currency
