{#
    The n of the period that contains a day: boundary(n) <= day < boundary(n + 1).

    Counting months first gives n or n + 1 (a clamped boundary may lie after the day),
    so one comparison with the boundary itself settles it.
#}
{% macro period_index(anchor, interval, count, day) -%}
    {%- set guess -%}
        case
            when {{ interval }} = 'day'
            then {{ floor_div(day ~ " - " ~ anchor, count) }}
            when {{ interval }} = 'week'
            then {{ floor_div(day ~ " - " ~ anchor, "7 * " ~ count) }}
            else
                {{
                    floor_div(
                        "datediff('month', " ~ anchor ~ ", " ~ day ~ ")",
                        months_of_interval(interval) ~ " * " ~ count,
                    )
                }}
        end
    {%- endset -%}
    (
        {{ guess }} - case
            when {{ period_boundary(anchor, interval, count, guess) }} > {{ day }}
            then 1
            else 0
        end
    )
{%- endmacro %}
