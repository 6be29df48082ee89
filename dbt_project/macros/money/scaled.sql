{#
    A DECIMAL as a HUGEINT count of its last digit: scaled('price', 10) of 1.5 is
    15000000000. Widened first, so that a value at the limit of its type fits.
#}
{% macro scaled(value, digits) -%}
    cast(
        cast({{ value }} as decimal(28, {{ digits }}))
        * cast(1{{ "0" * digits }} as decimal({{ digits + 1 }}, 0)) as hugeint
    )
{%- endmacro %}

{# The DECIMAL that a HUGEINT numerator over a power of ten stands for, cut to digits. #}
{% macro unscaled(numerator, digits) -%}
    (
        cast({{ numerator }} as decimal(38, 0))
        * cast(0.{{ "0" * (digits - 1) }}1 as decimal({{ digits }}, {{ digits }}))
    )
{%- endmacro %}
