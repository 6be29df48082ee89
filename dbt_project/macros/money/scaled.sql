{#
    A DECIMAL as a HUGEINT count of its last digit: scaled('price', 10) of 1.5 is
    15000000000. Widened first, so that a value at the limit of its type fits; what is
    small, or has few decimals, is counted in a BIGINT, which takes a tenth of the time.
#}
{% macro scaled(value, digits) -%}
    {%- set widened -%}
        cast(
            cast({{ value }} as decimal(28, {{ digits }}))
            * cast(1{{ "0" * digits }} as decimal({{ digits + 1 }}, 0)) as hugeint
        )
    {%- endset -%}
    {%- if digits == 6 -%}
        coalesce(
            cast(
                cast(
                    try_cast({{ value }} as decimal(11, 6))
                    * cast(1000000 as decimal(7, 0)) as bigint
                ) as hugeint
            ),
            {{ widened }}
        )
    {%- elif digits == 10 -%}
        {%- set short -%}
            try_cast(try_cast({{ value }} as decimal(18, 10)) as decimal(13, 4))
        {%- endset -%}
        case
            when try_cast({{ value }} as decimal(18, 10)) = {{ short }}
            then
                cast(
                    cast({{ short }} * cast(10000 as decimal(5, 0)) as bigint)
                    * 1000000 as hugeint
                )
            else {{ widened }}
        end
    {%- else -%} {{ widened }}
    {%- endif -%}
{%- endmacro %}

{# The DECIMAL that a HUGEINT numerator over a power of ten stands for, cut to digits. #}
{% macro unscaled(numerator, digits) -%}
    (
        cast({{ numerator }} as decimal(38, 0))
        * cast(0.{{ "0" * (digits - 1) }}1 as decimal({{ digits }}, {{ digits }}))
    )
{%- endmacro %}
