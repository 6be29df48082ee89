{# The business date of a UTC instant in a time zone (semantics 2.1). #}
{% macro local_date(instant, time_zone) -%}
    cast(timezone({{ time_zone }}, timezone('UTC', {{ instant }})) as date)
{%- endmacro %}

{# The UTC instant at which a local day begins; a day may have 23 or 25 hours. #}
{% macro local_midnight(day, time_zone) -%}
    timezone('UTC', timezone({{ time_zone }}, cast({{ day }} as timestamp)))
{%- endmacro %}
