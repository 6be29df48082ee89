with
    rates as (select * from {{ ref("stg_fx_rates") }}),
    quoted as (
        select
            rate_on,
            base_currency as from_currency,
            quote_currency as to_currency,
            rate,
            false as is_inverse,
        from rates
        union all
        -- a pair that is only quoted the other way round
        select rate_on, quote_currency, base_currency, rate, true
        from rates
    ),
    chosen as (
        select *
        from quoted
        qualify
            row_number() over (
                partition by from_currency, to_currency, rate_on order by is_inverse
            )
            = 1
    ),
    exponents as (select * from {{ ref("currencies") }}),
    described as (
        select
            chosen.*,
            {{ scaled("chosen.rate", 10) }} as rate_scaled,
            {{ power_of_ten("sources.exponent") }} as from_minor,
            {{ power_of_ten("targets.exponent") }} as to_minor,
        from chosen
        inner join exponents as sources on chosen.from_currency = sources.currency
        inner join exponents as targets on chosen.to_currency = targets.currency
    )
select
    from_currency,
    to_currency,
    rate_on,
    coalesce(
        lead(rate_on) over (partition by from_currency, to_currency order by rate_on),
        date '2101-01-01'
    ) as valid_to,
    rate,
    is_inverse,
    -- a rate is one of major units, so the exponents of both currencies count
    if(is_inverse, {{ ten_to(10) }}, rate_scaled) * to_minor as factor_numerator,
    if(is_inverse, rate_scaled, {{ ten_to(10) }}) * from_minor as factor_denominator,
from described
