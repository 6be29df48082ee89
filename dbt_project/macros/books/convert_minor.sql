{#
    An amount in minor units at the rate of `rates`, a row of int_fx_rates_latest, half
    away from zero (semantics 1.5). Null when there is none: the caller counts it.

    Example: 1000 yen at 67 cents for 100 yen are 670 cents.
#}
{% macro convert_minor(amount, rates="rates") -%}
    {%- set up = rates ~ ".factor_numerator" -%}
    {%- set down = rates ~ ".factor_denominator" -%}
    cast({{ round_scaled(amount, 1, up, down, "'half_up'") }} as bigint)
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
