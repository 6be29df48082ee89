{#
    Whether a discount, of those that discounts_of_companies gives, is for a line's
    company, subscription and product (5.6).
#}
{% macro discount_covers(discount, line) -%}
    (
        {{ discount }}.company_id = {{ line }}.company_id
        and coalesce({{ discount }}.product_id = {{ line }}.product_id, true)
        and (
            {{ discount }}.subscription_id is null
            or coalesce(
                {{ discount }}.subscription_id = {{ line }}.subscription_id, false
            )
        )
    )
{%- endmacro %}
