{#
    What issued invoices have charged, plus whether in arrears: by the product charged,
    where the item's terms ever were for it, else null, for an import may name another.
#}
{% macro claims_timed() -%}
    select claimed.*, sold.is_in_arrears,
    from {{ ref("int_recurring_charges_claimed") }} as claimed
    left join
        (
            select item_id, product_id, is_in_arrears,
            from {{ ref("int_item_segments") }}
            -- of few items anything was issued yet, or of all
            where item_id in (select item_id from {{ ref("int_charges_claimed") }})
            group by all
        ) as sold
        on claimed.item_id = sold.item_id
        and claimed.product_id = sold.product_id
{%- endmacro %}
