{# A decimal amount in major units as minor units of a currency, half away from zero. #}
{% macro minor_units(major, exponent) -%}
    cast(
        round(
            cast({{ major }} as decimal(28, 6))
            * cast({{ power_of_ten(exponent) }} as decimal(5, 0)),
            0
        ) as bigint
    )
{%- endmacro %}
