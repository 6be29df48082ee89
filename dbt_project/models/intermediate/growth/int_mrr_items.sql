with
    states as (select * from {{ ref("int_mrr_states") }}),
    taken as (select * from {{ ref("int_mrr_amounts_off") }}),
    lowered as (
        select
            states.*,
            case
                when taken.taken_parts is null
                then states.exact
                else
                    try(
                        {{
                            reduced_fraction(
                                "states.exact.n * 8400 - taken.taken_parts * states.exact.d",
                                "states.exact.d * 8400",
                            )
                        }}
                    )
            end as lowered,
        from states
        -- missing: nothing is taken off
        left join taken on states.charge_id = taken.charge_id
    ),
    netted as (
        select *, try({{ fraction_times("lowered", "untaxed_share") }}) as net,
        from lowered
    ),
    -- what has no price, or leaves the limits, is counted and never a zero (1.6)
    monthly as (
        select
            * exclude (net),
            cast(
                {{ round_quotient("net.n", "net.d", "rounding") }} as bigint
            ) as part_minor,
            if(part_minor is null, null, net) as net,
        from netted
    ),
    -- alone, an item is rounded as its product is; most are
    several as (
        select company_id, product_id, currency,
        from monthly
        group by all
        having min(item_id) <> max(item_id)
    ),
    parts as (
        select monthly.*,
        from monthly
        semi join several using (company_id, product_id, currency)
    ),
    gathered as (
        select
            month,
            company_id,
            product_id,
            currency,
            rounding,
            list(net) as nets,
            sum(part_minor) as parts_minor,
        from parts
        where net.n is not null
        group by all
    ),
    shared as (
        select
            *,
            try(
                list_reduce(
                    list_transform(nets, lambda net:net.d),
                    lambda kept,
                    next_one:lcm(kept, next_one)
                )
            ) as denominator,
        from gathered
    ),
    added as (
        select
            *,
            try(
                list_sum(
                    list_transform(nets, lambda net:net.n * divide(denominator, net.d))
                )
            ) as numerator,
        from shared
    ),
    -- rounded once per company, product and month (semantics 9.1); where the fractions
    -- of many items leave all bounds, their rounded parts are added
    rounded as (
        select
            *,
            cast(
                coalesce(
                    {{ round_quotient("numerator", "denominator", "rounding") }},
                    parts_minor
                ) as bigint
            ) as whole_minor,
        from added
    ),
    floored as (
        select
            parts.*,
            rounded.whole_minor,
            {{ floor_div("net.n", "net.d") }} as floor_minor,
            try(
                divide(
                    (net.n - {{ floor_div("net.n", "net.d") }} * net.d) * 1000000000000,
                    net.d
                )
            ) as remainder,
        from parts
        -- missing: a product without any price
        left join rounded using (month, company_id, product_id, currency)
    ),
    -- the items of a product sum to it: largest remainder first (semantics 1.4)
    spread as (
        select
            *,
            floor_minor + if(
                row_number() over (
                    partition by month, company_id, product_id, currency
                    order by remainder desc nulls last, subscription_id, item_id
                )
                <= whole_minor
                - sum(floor_minor) over (
                    partition by month, company_id, product_id, currency
                ),
                1,
                0
            ) as spread_minor,
        from floored
    ),
    united as (
        select *
        from spread
        union all by name
        select monthly.*, part_minor as spread_minor,
        from monthly
        anti join several using (company_id, product_id, currency)
    )
select
    month,
    item_id,
    subscription_id,
    company_id,
    product_id,
    currency,
    cast(coalesce(spread_minor, 0) as bigint) as mrr_minor,
    net.n is null as is_unrated,
from united
