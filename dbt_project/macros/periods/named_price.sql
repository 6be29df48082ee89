{#
    Which of an item's terms a price stands for: itself where a change names it, else
    whatever the catalogue says that day; null where nobody knows.
#}
{% macro named_price(price_id, named_ids) -%}
    case
        when {{ price_id }} is null
        then null
        when list_contains({{ named_ids }}, {{ price_id }})
        then {{ price_id }}
        else 'catalogue'
    end
{%- endmacro %}
