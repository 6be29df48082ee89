{#
    The n of the period that contains a day: boundary(n) <= day < boundary(n + 1).

    Counting months first gives n or n + 1 (a clamped boundary may lie after the day),
    so one comparison with the boundary itself settles it.
#}
{% macro period_index(anchor, interval, count, day) -%}
    {%- set days = "if(" ~ interval ~ " = 'week', 7, 1) * " ~ count -%}
    {%- set months = months_of_interval(interval) ~ " * " ~ count -%}
    {%- set guess = floor_div(
        "datediff('month', " ~ anchor ~ ", " ~ day ~ ")", months
    ) -%}
    case
        when {{ interval }} in ('day', 'week')
        then {{ floor_div(day ~ " - " ~ anchor, days) }}
        else
            {{ guess }}
            - if({{ month_boundary(anchor, months, guess) }} > {{ day }}, 1, 0)
    end
{%- endmacro %}

{# The first boundary on or after a day. #}
{% macro boundary_from(anchor, interval, count, day) -%}
    {{
        period_boundary(
            anchor,
            interval,
            count,
            "1 + " ~ period_index(anchor, interval, count, "(" ~ day ~ " - 1)"),
        )
    }}
{%- endmacro %}
