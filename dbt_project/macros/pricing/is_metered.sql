{#
    Whether usage or a device count decides what an item bills (semantics 3.6).
#}
{% macro is_metered(item) -%}
    (
        {{ item }}.meter is not null
        or (
            {{ item }}.device_class is not null
            and {{ item }}.device_policy in ('peak', 'average', 'period_end')
        )
    )
{%- endmacro %}
