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
        select
            claim_key,
            cast(0 as bigint) as step,
            discount_minor,
            cast(null as varchar) as discount_id,
            cast(null as hugeint) as share,
            cast(null as bigint) as budget_minor,
            cast(0 as hugeint) as whole_left_minor,
            cast(0 as bigint) as whole_minor,
            cast(0 as bigint) as weight,
            cast(0 as bigint) as taken_minor,
        from opened
        union all
        -- each takes its share of what is left, rounded once and spread by 1.4
        select
            claim_key,
            step,
            cast(discount_minor + allocated_minor as bigint) as discount_minor,
            discount_id,
            cast(share as hugeint) as share,
            budget_minor,
            whole_left_minor,
            whole_minor,
            weight,
            allocated_minor as taken_minor,
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
        select
            claim_key,
            arg_max(discount_minor, step) as discount_minor,
            list(
                {
                    'discount_id':discount_id,
                    'share':share,
                    'budget_minor':budget_minor,
                    'whole_left_minor':whole_left_minor,
                    'whole_minor':whole_minor,
                    'weight':weight,
                    'taken_minor':taken_minor
                }
                order by step
            ) filter (discount_id is not null) as steps,
        from stepped
        group by claim_key
    )
{%- endmacro %}
