{#
    Exact integer division that cuts toward zero. A function, not DuckDB's operator of
    two slashes, which the SQL formatter takes for a comment.
#}
{% macro whole_quotient(numerator, denominator) -%}
    divide({{ numerator }}, {{ denominator }})
{%- endmacro %}

{#
    The same of HUGEINTs, the numerator not below zero, the denominator above it. DuckDB
    divides those bit by bit, ten times slower than BIGINTs: where both fit a BIGINT they
    are divided as such, and else by their leading bits, which the remainder then has
    to confirm exactly. What neither serves is divided in full.
#}
{% macro huge_quotient(numerator, denominator) -%}
    {%- set n = numerator -%}
    {%- set d = denominator -%}
    {%- set guess -%}
        cast(
            divide(try_cast({{ n }} >> 22 as bigint), try_cast({{ d }} >> 22 as bigint))
            as hugeint
        )
    {%- endset -%}
    case
        when {{ n }} < 9223372036854775807 and {{ d }} < 9223372036854775807
        then cast(divide(cast({{ n }} as bigint), cast({{ d }} as bigint)) as hugeint)
        when {{ guess }} * {{ d }} between {{ n }} - {{ d }} + 1 and {{ n }}
        then {{ guess }}
        else {{ whole_quotient(n, d) }}
    end
{%- endmacro %}

{# Integer division toward minus infinity. Example: -7 by 2 is -4. #}
{% macro floor_div(numerator, denominator) -%}
    (
        {{ whole_quotient(numerator, denominator) }} - case
            when
                ({{ numerator }}) % ({{ denominator }}) <> 0
                and (({{ numerator }}) < 0) <> (({{ denominator }}) < 0)
            then 1
            else 0
        end
    )
{%- endmacro %}
