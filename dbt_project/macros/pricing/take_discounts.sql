{#
    Takes an invoice's discounts one after the other (semantics 5.6), each off what the
    ones before it left: the recursive body of a model whose CTEs `lines` (with its
    discount_minor so far) and `discounts` name what there is, `companies` the rounding.
    A line whose discounts have a granted_minor is what is left of an amount that
    carries over: its discount_minor is the balance. Lines without a discount take no
    step and are not in `taken`.
#}
{% macro take_discounts() -%}
    lasting as (
        select claim_key as line_key, max(step) as last_step,
        from discounts
        group by all
    ),
    -- the order of lines is fixed once
    opened as (
        select
            lines.claim_key,
            row_number() over (order by {{ line_order() }}) as part_order,
            companies.rounding,
            lines.amount_minor,
            lines.discount_minor,
            lasting.last_step,
        from lines
        inner join companies on lines.company_id = companies.company_id
        inner join lasting on lines.claim_key = lasting.line_key
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
            cast(
                discount_minor
                + coalesce(granted_minor + whole_minor, allocated_minor) as bigint
            ) as discount_minor,
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
