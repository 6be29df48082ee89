{# A cap's or a minimum's share in a partial period, by day and rounded (3.3). #}
{% macro day_share(amount, rounding, periods) -%}
    {%- set p = periods -%}
    try_cast(
        {{
            round_scaled(
                amount,
                "1",
                "greatest("
                ~ p
                ~ ".service_end - greatest("
                ~ p
                ~ ".service_start, "
                ~ p
                ~ ".trial_ends_on), 0)",
                "(" ~ p ~ ".period_end - " ~ p ~ ".period_start)",
                rounding,
            )
        }} as bigint
    )
{%- endmacro %}
