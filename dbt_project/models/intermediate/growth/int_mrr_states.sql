with
    charges as (select * from {{ ref("int_mrr_charges") }}),
    discounts as (select * from {{ ref("int_mrr_discounts") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    products as (select * from {{ ref("stg_products") }}),
    rated as (
        select
            charges.charge_id,
            charges.month,
            charges.state_on,
            charges.item_id,
            charges.subscription_id,
            charges.company_id,
            charges.product_id,
            charges.currency,
            charges.minimum_minor,
            charges.cap_minor,
            companies.rounding,
            companies.entity_id,
            companies.country,
            companies.region,
            companies.tax_exempt or companies.reverse_charge as is_untaxed,
            products.tax_code,
            charges.state_on as taxed_on,
            -- nothing of anything is nothing, also where the price needs single events
            {{
                reduced_fraction(
                    "if(charges.quantity = 0, coalesce(charges.rated_numerator, 0), "
                    ~ "charges.rated_numerator)",
                    "charges.rated_denominator",
                )
            }} as amount,
            {{ reduced_fraction("charges.price_factor", "100000000") }} as price_factor,
            if(
                discounts.charge_id is null,
                {'n':1::hugeint, 'd':1::hugeint},
                discounts.kept
            ) as kept,
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
        inner join products on charges.product_id = products.product_id
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
    rates as ({{ best_tax_rates("normalised") }})
select
    normalised.charge_id,
    normalised.month,
    normalised.state_on,
    normalised.item_id,
    normalised.subscription_id,
    normalised.company_id,
    normalised.product_id,
    normalised.currency,
    normalised.rounding,
    normalised.monthly,
    try({{ fraction_times("normalised.charged", "normalised.share") }}) as exact,
    -- a price that includes its tax is revenue without it (semantics 5.7)
    case
        when rates.is_tax_inclusive and not normalised.is_untaxed
        then
            {{
                reduced_fraction(
                    "100000000", "100000000 + " ~ scaled("rates.tax_percent", 6)
                )
            }}
        else {'n':1::hugeint, 'd':1::hugeint}
    end as untaxed_share,
from normalised
-- missing: nobody taxes the item there
left join rates on {{ at_tax_place("normalised", "rates") }}
