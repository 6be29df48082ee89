{# The wall clock of a time zone at a UTC instant. #}
{% macro local_clock(instant, time_zone) -%}
    timezone({{ time_zone }}, timezone('UTC', {{ instant }}))
{%- endmacro %}

{# The business date of a UTC instant in a time zone (semantics 2.1). #}
{% macro local_date(instant, time_zone) -%}
    cast({{ local_clock(instant, time_zone) }} as date)
{%- endmacro %}

{#
    The first UTC instant of a local day, which may have 23 or 25 hours. Where clocks go
    back to midnight, midnight comes twice and DuckDB names the second: what the day had
    by then is taken off.

    Example: Havana's 2026-11-01 begins at 04:00 UTC, not at 05:00.
#}
{% macro local_midnight(day, time_zone) -%}
    {%- set midnight -%}
        timezone('UTC', timezone({{ time_zone }}, cast({{ day }} as timestamp)))
    {%- endset -%}
    {%- set before = "(" ~ midnight ~ " - interval 1 microsecond)" -%}
    (
        {{ midnight }} - to_microseconds(
            greatest(
                epoch_us({{ local_clock(before, time_zone) }})
                + 1
                - epoch_us(cast({{ day }} as timestamp)),
                0
            )
        )
    )
{%- endmacro %}
