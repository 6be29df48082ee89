{#
    factor x unit amount + flat amount as a HUGEINT count of ten-thousand-millionths of
    a minor unit, cut toward zero; the factors beside it are exact. Whole part and rest
    are multiplied apart, so that thirty-eight digits are enough.
#}
{% macro exact_product(numerator, denominator, unit_amount, flat_amount) -%}
    try(
        {{ whole_quotient(numerator, denominator) }} * {{ scaled(unit_amount, 10) }}
        + {{
            whole_quotient(
                "("
                ~ numerator
                ~ " % "
                ~ denominator
                ~ ") * "
                ~ scaled(unit_amount, 10),
                denominator,
            )
        }}
        + {{ scaled("coalesce(" ~ flat_amount ~ ", 0)", 10) }}
    )
{%- endmacro %}
