with recursive
    lines as (select * from {{ ref("int_lines_dated") }}),
    discounts as (select * from {{ ref("int_discounts_due") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
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
        from lines
        inner join companies on lines.company_id = companies.company_id
    ),
    stepped as (
        select
            claim_key, cast(0 as bigint) as step, cast(0 as bigint) as discount_minor,
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
    )
select lines.*, stepped.discount_minor,
from lines
inner join stepped on lines.claim_key = stepped.claim_key
qualify
    row_number() over (partition by stepped.claim_key order by stepped.step desc) = 1
