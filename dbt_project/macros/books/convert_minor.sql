{#
    An amount in minor units at a rate of exchange, half away from zero (semantics 1.5).
    The rate is quote per base in major units, so the exponents of both currencies
    count; an inverse rate divides. Null when there is no rate: the caller counts it.

    Example: 1000 JPY (exponent 0) at 0.0067 USD is 670 cents.
#}
{% macro convert_minor(amount, rate, is_inverse, exponent_from, exponent_to) -%}
    {%- set rate_up -%} {{ scaled(rate, 10) }} * {{ power_of_ten(exponent_to) }} {%- endset -%}
    {%- set one_down -%} 10000000000 * {{ power_of_ten(exponent_from) }} {%- endset -%}
    {%- set rate_down -%} {{ scaled(rate, 10) }} * {{ power_of_ten(exponent_from) }} {%- endset -%}
    {%- set one_up -%} 10000000000 * {{ power_of_ten(exponent_to) }} {%- endset -%}
    cast(
        case
            when {{ is_inverse }}
            then {{ round_scaled(amount, 1, one_up, rate_down, "'half_up'") }}
            else {{ round_scaled(amount, 1, rate_up, one_down, "'half_up'") }}
        end as bigint
    )
{%- endmacro %}

{# The same at the rate that `rates` was joined for. #}
{% macro convert_at_rate(amount) -%}
    {{
        convert_minor(
            amount,
            "rates.rate",
            "rates.is_inverse",
            "rates.from_exponent",
            "rates.to_exponent",
        )
    }}
{%- endmacro %}

{# The one row of `rates`, which is int_fx_rates_latest, that holds on a day. #}
{% macro rate_in_force(from_currency, to_currency, day) -%}
    {{ from_currency }} = rates.from_currency
    and {{ to_currency }} = rates.to_currency
    and {{ day }} >= rates.rate_on
    and {{ day }} < rates.valid_to
{%- endmacro %}

{# Ten to the power of a currency's exponent, 0 to 4. #}
{% macro power_of_ten(exponent) -%}
    case
        {{ exponent }}
        when 0
        then 1
        when 1
        then 10
        when 2
        then 100
        when 3
        then 1000
        else 10000
    end
{%- endmacro %}
