{#
    Exact integer division that cuts toward zero. A function, not DuckDB's operator of
    two slashes, which the SQL formatter takes for a comment.
#}
{% macro whole_quotient(numerator, denominator) -%}
    divide({{ numerator }}, {{ denominator }})
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
