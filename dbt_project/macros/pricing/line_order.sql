{# The order of lines on an invoice (semantics 5.6), total by the claim key. #}
{% macro line_order() -%}
    list_position(
        [
            'recurring',
            'proration',
            'credit',
            'usage',
            'time',
            'one_off',
            'prior_period_adjustment',
            'minimum_true_up'
        ],
        kind
    ),
    subscription_id nulls last,
    item_id nulls last,
    line_start,
    claim_key
{%- endmacro %}
