with
    measures as (select * from {{ ref("int_executive_measures") }}),
    currencies as (select * from {{ ref("currencies") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    reporting as (
        select reporting.reporting_currency as currency, currencies.exponent,
        from {{ ref("int_reporting_currency") }} as reporting
        inner join currencies on reporting.reporting_currency = currencies.currency
    ),
    described as (
        select measures.*, currencies.exponent
        from measures
        inner join currencies on measures.currency = currencies.currency
    ),
    converted as (
        select
            described.month,
            described.month_end,
            described.measure,
            described.currency as original_currency,
            reporting.currency,
            reporting.exponent,
            case
                when
                    described.currency = reporting.currency
                    or described.amount_minor = 0
                then described.amount_minor
                else {{ convert_minor("described.amount_minor") }}
            end as amount_minor,
        from described
        cross join reporting
        -- missing: a currency without a rate on or before the month's end
        left join
            rates
            on {{
                rate_in_force(
                    "described.currency",
                    "reporting.currency",
                    "described.month_end",
                )
            }}
    ),
    united as (
        select
            currency as reporting_view,
            1 as view_position,
            currency as view_label,
            currency,
            exponent,
            month,
            measure,
            amount_minor,
            cast(null as varchar) as unquoted_currencies,
        from described
        union all
        select
            'consolidated',
            0,
            'All in ' || currency,
            currency,
            exponent,
            month,
            measure,
            if(bool_or(amount_minor is null), null, sum(amount_minor)),
            string_agg(original_currency, ', ' order by original_currency) filter (
                amount_minor is null
            ),
        from converted
        where (select count(distinct currency) from described) > 1
        group by all
    )
select
    * exclude (amount_minor),
    cast(amount_minor as bigint) as amount_minor,
    {{ major_units("amount_minor", "exponent") }} as amount,
from united
