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
    exponents as (select * from {{ ref("currencies") }})
select
    chosen.from_currency,
    chosen.to_currency,
    chosen.rate_on,
    coalesce(
        lead(chosen.rate_on) over (
            partition by chosen.from_currency, chosen.to_currency
            order by chosen.rate_on
        ),
        date '2101-01-01'
    ) as valid_to,
    chosen.rate,
    chosen.is_inverse,
    sources.exponent as from_exponent,
    targets.exponent as to_exponent,
from chosen
inner join exponents as sources on chosen.from_currency = sources.currency
inner join exponents as targets on chosen.to_currency = targets.currency
