{#
    Whether a line bears its invoice's discounts (semantics 5.6): those that change an
    earlier charge take that one's, and what makes up for a contract's commitment counts
    amount and discount already (3.10).

    Example: an item's minimum bears them, a contract's true-up does not.
#}
{% macro bears_discounts(line) -%}
    (
        {{ line }}.kind not in ('credit', 'prior_period_adjustment')
        and ({{ line }}.kind <> 'minimum_true_up' or {{ line }}.item_id is not null)
    )
{%- endmacro %}
