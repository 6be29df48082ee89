{% macro month_number(date) -%}
    12 * year({{ date }}) + month({{ date }})
{%- endmacro %}
