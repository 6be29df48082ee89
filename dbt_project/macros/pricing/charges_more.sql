{#
    Whether an issued line charged a metered period as a part of more (semantics 5.5): it
    holds all of the item's time in the period and reaches beyond the whole period.

    Example: an imported line for a quarter, where the item bills by month.
#}
{% macro charges_more(line, period) -%}
    (
        {{ line }}.period_start <= {{ period }}.service_start
        and {{ period }}.service_end <= {{ line }}.period_end
        and (
            {{ line }}.period_start < {{ period }}.period_start
            or {{ period }}.period_end < {{ line }}.period_end
        )
    )
{%- endmacro %}
