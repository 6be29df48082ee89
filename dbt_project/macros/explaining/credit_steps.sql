{#
    What a credit or an adjustment takes over from the charge that it changes: its cap
    at what is left to credit (semantics 4.6) and its share of the discount (5.6).
#}
{% macro credit_steps(lines) -%}
    select
        claim_key,
        200 as step_order,
        'credit_cap' as step,
        'amount' as part,
        rounding,
        credit_basis.left_minor + credit_basis.drafted_before_minor as base_minor,
        credit_basis.net_minor as whole_minor,
        rated_minor - credit_basis.rated_minor as change_minor,
    from {{ lines }}
    where credit_basis.capped_net_minor <> credit_basis.net_minor
    union all by name
    select
        claim_key,
        300 as step_order,
        'credit_discount' as step,
        'discount' as part,
        'invoice_lines' as source_table,
        item_id as source_key,
        credit_basis.discount_numerator as factor_numerator,
        credit_basis.discount_denominator as factor_denominator,
        rounding,
        credit_basis.rated_minor as base_minor,
        credit_basis.discount_minor as change_minor,
    from {{ lines }}
    where credit_basis.discount_minor <> 0
    union all by name
    select
        claim_key,
        310 as step_order,
        'credit_cap' as step,
        'discount' as part,
        credit_basis.left_minor + credit_basis.drafted_before_minor as base_minor,
        credit_basis.net_minor as whole_minor,
        discount_minor - credit_basis.discount_minor as change_minor,
    from {{ lines }}
    where
        credit_basis.capped_net_minor <> credit_basis.net_minor
        and discount_minor <> credit_basis.discount_minor
{%- endmacro %}
