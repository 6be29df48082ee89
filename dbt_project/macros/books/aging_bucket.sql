{# The bucket of an age in days; an invoice due today is not overdue (semantics 8.1). #}
{% macro aging_bucket(days) -%}
    case
        when {{ days }} <= 0
        then 'current'
        when {{ days }} <= 30
        then '1-30'
        when {{ days }} <= 60
        then '31-60'
        when {{ days }} <= 90
        then '61-90'
        when {{ days }} <= 120
        then '91-120'
        else 'over_120'
    end
{%- endmacro %}
