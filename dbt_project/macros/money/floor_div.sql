{# Integer division toward minus infinity; DuckDB's `//` truncates toward zero. #}
{% macro floor_div(numerator, denominator) -%}
    (
        ({{ numerator }})  -- ({{ denominator }})
        - case
            when
                ({{ numerator }}) % ({{ denominator }}) <> 0
                and (({{ numerator }}) < 0) <> (({{ denominator }}) < 0)
            then 1
            else 0
        end
    )
{%- endmacro %}
