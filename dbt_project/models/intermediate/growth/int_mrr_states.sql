with
    charges as (select * from {{ ref("int_mrr_charges") }}),
    discounts as (select * from {{ ref("int_mrr_discounts") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    rated as (
        select
            charges.charge_id,
            charges.month,
            charges.company_id,
            charges.product_id,
            charges.currency,
            companies.rounding,
            charges.subscription_id,
            charges.minimum_minor,
            charges.cap_minor,
            -- nothing of anything is nothing, also where the price needs single events
            {{
                reduced_fraction(
                    "if(charges.quantity = 0, coalesce(charges.rated_numerator, 0), "
                    ~ "charges.rated_numerator)",
                    "charges.rated_denominator",
                )
            }} as amount,
            {{ reduced_fraction("charges.price_factor", "100000000") }} as price_factor,
            coalesce(discounts.kept, {'n':1::hugeint, 'd':1::hugeint}) as kept,
            -- to a month: year / 12, quarter / 3, week x 52 / 12, n days x 365 / 12 / n
            case
                charges.billing_interval
                when 'day'
                then {{ reduced_fraction("365", "12 * charges.interval_count") }}
                when 'week'
                then {{ reduced_fraction("52", "12 * charges.interval_count") }}
                else
                    {{
                        reduced_fraction(
                            "1",
                            months_of_interval("charges.billing_interval")
                            ~ " * charges.interval_count",
                        )
                    }}
            end as monthly,
        from charges
        inner join companies on charges.company_id = companies.company_id
        -- missing: an item nobody discounts
        left join discounts on charges.charge_id = discounts.charge_id
    ),
    overridden as (
        select *, try({{ fraction_times("amount", "price_factor") }}) as asked,
        from rated
    ),
    bounded as (
        select
            *,
            case
                when asked.n is null
                then null
                when try(asked.n < minimum_minor * asked.d)
                then {'n':minimum_minor::hugeint, 'd':1::hugeint}
                when try(asked.n > cap_minor * asked.d)
                then {'n':cap_minor::hugeint, 'd':1::hugeint}
                else asked
            end as charged,
        from overridden
    ),
    normalised as (
        select *, try({{ fraction_times("kept", "monthly") }}) as share, from bounded
    ),
    exactly as (
        select *, try({{ fraction_times("charged", "share") }}) as exact,
        from normalised
    ),
    monthly as (
        select
            *,
            try(
                cast({{ round_quotient("exact.n", "exact.d", "rounding") }} as bigint)
            ) as part_minor,
        from exactly
    ),
    common as (
        select
            month,
            company_id,
            product_id,
            currency,
            rounding,
            -- what has no price, or leaves the limits, is counted and never a zero
            -- (1.6)
            count(*) filter (part_minor is null) as unrated_count,
            list(exact) filter (part_minor is not null) as exact_parts,
            list(
                struct_pack(
                    subscription_id := subscription_id,
                    monthly := monthly,
                    part_minor := part_minor
                )
            ) filter (part_minor is not null) as parts,
        from monthly
        group by all
    ),
    summed as (
        select
            *,
            try(
                list_reduce(
                    list_transform(exact_parts, lambda part:part.d),
                    lambda kept,
                    next_one:lcm(kept, next_one)
                )
            ) as denominator,
        from common
    ),
    added as (
        select
            *,
            try(
                list_sum(
                    list_transform(
                        exact_parts, lambda part:part.n * divide(denominator, part.d)
                    )
                )
            ) as numerator,
        from summed
    ),
    rounded as (
        select
            *,
            try(
                cast(
                    {{ round_quotient("numerator", "denominator", "rounding") }}
                    as bigint
                )
            ) as mrr_minor,
        from added
    )
select
    month,
    company_id,
    product_id,
    currency,
    -- where the fractions of many items leave all bounds, their rounded parts are added
    cast(
        coalesce(
            mrr_minor, list_sum(list_transform(parts, lambda part:part.part_minor)), 0
        ) as bigint
    ) as mrr_minor,
    cast(unrated_count as bigint) as unrated_count,
    parts,
from rounded
