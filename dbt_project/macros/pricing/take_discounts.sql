{#
    Takes an invoice's discounts one after the other (semantics 5.6), each off what the
    ones before it left: the recursive body of a model whose CTEs `lines` (with its
    discount_minor so far) and `discounts` name what there is, `companies` the rounding.
#}
{% macro take_discounts() -%}
    -- only invoices with a discount take the steps; the order of lines is fixed once
    opened as (
        select
            lines.claim_key,
            lines.entity_id
            || '|'
            || lines.payer_id
            || '|'
            || lines.currency
            || '|'
            || lines.invoice_date as invoice_key,
            row_number() over (order by {{ line_order() }}) as part_order,
            companies.rounding,
            lines.amount_minor,
            lines.discount_minor,
        from lines
        inner join companies on lines.company_id = companies.company_id
    ),
    stepped as (
        select claim_key, cast(0 as bigint) as step, discount_minor,
        from opened
        union all
        -- each takes its share of what is left, rounded once and spread by 1.4
        select
            claim_key,
            step,
            cast(discount_minor + allocated_minor as bigint) as discount_minor,
        from
            (
                {{
                    allocate(
                        "("
                        ~ discount_parts("stepped", "opened", "discounts")
                        ~ ") as parts"
                    )
                }}
            )
    ),
    taken as (
        select claim_key, discount_minor,
        from stepped
        qualify row_number() over (partition by claim_key order by step desc) = 1
    )
{%- endmacro %}
