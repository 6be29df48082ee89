{#
    What each discount that fell due on a line took of it, in the order taken, as JSON
    (semantics 5.6): the steps of take_discounts in one text; null where none fell due.
    One that others left nothing to take is named with 0, since its time is spent.

    Example: 10 % off 10000 and then an amount of 500 is {"tenth":-1000,"five":-500}.
#}
{% macro discounts_named(steps) -%}
    nullif(
        cast(
            to_json(
                map_from_entries(
                    [
                        (one.discount_id, one.taken_minor) for one in {{ steps }}
                        if one.taken_minor <> 0 or coalesce(one.budget_minor, 1) > 0
                    ]
                )
            ) as varchar
        ),
        '{}'
    )
{%- endmacro %}
