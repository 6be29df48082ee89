{#
    How many of its intervals a price is for: by its own count, or by the subscription's
    where it has none or no interval at all (semantics 2.4).
#}
{% macro price_interval_count(interval, count, subscription_count) -%}
    if(
        {{ interval }} is null,
        {{ subscription_count }},
        coalesce({{ count }}, {{ subscription_count }})
    )
{%- endmacro %}
