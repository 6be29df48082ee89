{# Minor units as a decimal of the currency's major unit, for screens only. #}
{% macro major_units(minor, exponent) -%}
    cast(
        cast({{ minor }} as decimal(24, 0)) * case
            {{ exponent }}
            when 0
            then cast('1' as decimal(5, 4))
            when 1
            then cast('0.1' as decimal(5, 4))
            when 2
            then cast('0.01' as decimal(5, 4))
            when 3
            then cast('0.001' as decimal(5, 4))
            when 4
            then cast('0.0001' as decimal(5, 4))
        end as decimal(38, 6)
    )
{%- endmacro %}
