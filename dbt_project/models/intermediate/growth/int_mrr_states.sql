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
            charges.minimum_minor,
            charges.cap_minor,
            {{
                reduced_fraction(
                    "charges.rated_numerator", "charges.rated_denominator"
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
        -- an item that cannot be rated is a finding of billing, never a zero (1.6)
        where charges.rated_numerator is not null
    ),
    overridden as (
        select *, {{ fraction_times("amount", "price_factor") }} as asked, from rated
    ),
    bounded as (
        select
            *,
            case
                when asked.n < minimum_minor * asked.d
                then {'n':minimum_minor::hugeint, 'd':1::hugeint}
                when asked.n > cap_minor * asked.d
                then {'n':cap_minor::hugeint, 'd':1::hugeint}
                else asked
            end as charged,
        from overridden
    ),
    normalised as (
        select *, {{ fraction_times("kept", "monthly") }} as share, from bounded
    ),
    monthly as (
        select *, {{ fraction_times("charged", "share") }} as recurring, from normalised
    ),
    common as (
        select
            month,
            company_id,
            product_id,
            currency,
            rounding,
            list_reduce(
                list(recurring.d), lambda kept, next_one:lcm(kept, next_one)
            ) as denominator,
            list(recurring) as parts,
        from monthly
        group by all
    ),
    summed as (
        select
            *,
            list_sum(
                list_transform(parts, lambda part:part.n * divide(denominator, part.d))
            ) as numerator,
        from common
    )
select
    month,
    company_id,
    product_id,
    currency,
    cast(
        {{ round_quotient("numerator", "denominator", "rounding") }} as bigint
    ) as mrr_minor,
from summed
