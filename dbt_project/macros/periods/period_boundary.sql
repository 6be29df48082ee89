{#
    The n-th boundary of a billing period, counted from the anchor itself and clamped
    to the month's last day (semantics 2.3). `n` may be negative; nothing drifts.

    Example: anchor Jan 31, month, n = 1 is Feb 28; n = 2 is Mar 31.
#}
{% macro period_boundary(anchor, interval, count, n) -%}
    case
        when {{ interval }} in ('day', 'week')
        then
            {{ anchor }} + cast(
                if({{ interval }} = 'week', 7, 1) * {{ count }} * ({{ n }}) as integer
            )
        else
            {{
                month_boundary(
                    anchor, months_of_interval(interval) ~ " * " ~ count, n
                )
            }}
    end
{%- endmacro %}

{# The same of periods of so many months. #}
{% macro month_boundary(anchor, months, n) -%}
    cast({{ anchor }} + to_months(cast({{ months }} * ({{ n }}) as integer)) as date)
{%- endmacro %}

{# How many months a month, quarter or year has. #}
{% macro months_of_interval(interval) -%}
    case {{ interval }} when 'quarter' then 3 when 'year' then 12 else 1 end
{%- endmacro %}
