{% set taxed_parts = "(100000000 + if(is_tax_inclusive, tax_share, 0))" -%}

with
    lines as not materialized(
        select
            *,
            amount_minor + discount_minor as taxable_minor,
            if(
                tax_reason = 'rated', {{ scaled("tax_percent", 6) }}, cast(0 as hugeint)
            ) as tax_share,
            -- once per line, or once per invoice and rate
            tax_reason = 'rated' and tax_rounding = 'invoice' as is_shared,
        from {{ ref("int_lines_tax_rated") }}
    ),
    -- few columns are put in order, not the whole lines
    numbered as (
        select
            claim_key,
            row_number() over (
                partition by invoice_id, is_upcoming order by {{ line_order() }}
            ) as line_no,
        from lines
    ),
    shared as (
        select
            claim_key,
            -- what changes a charge keeps its tax, where the rate was written over
            concat_ws(
                '|', invoice_id, tax_rate_id, tax_share, is_tax_inclusive
            ) as whole_id,
            rounding,
            is_tax_inclusive,
            tax_share,
            taxable_minor as weight,
            row_number() over (
                partition by whole_id order by {{ line_order() }}
            ) as part_order,
            sum(taxable_minor) over (partition by whole_id) as whole_base_minor,
        from lines
        where is_shared
    ),
    parts as (
        select
            *,
            {{
                round_quotient(
                    "(cast(whole_base_minor as hugeint) * tax_share)",
                    taxed_parts,
                    "rounding",
                )
            }} as whole_minor,
        from shared
    ),
    allocated as (
        select claim_key, whole_base_minor, whole_minor, allocated_minor,
        from ({{ allocate("parts") }})
    ),
    taxed as (
        select
            -- what only finding the tax took is left behind
            lines.* exclude (
                contract_id,
                regular_date,
                changed_on,
                charge_start,
                tax_on,
                taxed_on,
                country,
                region,
                tax_exempt,
                reverse_charge,
                tax_code,
                tax_rounding,
                tax_share,
                is_shared
            ),
            numbered.line_no,
            coalesce(
                allocated.whole_base_minor, lines.taxable_minor
            ) as taxed_base_minor,
            -- what is rounded per line is a whole of its own
            coalesce(
                allocated.whole_minor,
                {{
                    round_quotient(
                        "(cast(taxable_minor as hugeint) * tax_share)",
                        taxed_parts,
                        "rounding",
                        quick=true,
                    )
                }}
            ) as taxed_whole_minor,
            coalesce(allocated.allocated_minor, taxed_whole_minor) as tax_minor,
        from lines
        inner join numbered on lines.claim_key = numbered.claim_key
        -- missing: a line whose tax is rounded by itself
        left join allocated on lines.claim_key = allocated.claim_key
    )
select
    * replace (
        -- an inclusive price contains its tax, which the line shows apart
        cast(
            amount_minor - if(is_tax_inclusive, tax_minor, 0) as bigint
        ) as amount_minor,
        cast(line_no as integer) as line_no,
        cast(taxed_base_minor as hugeint) as taxed_base_minor,
        cast(taxed_whole_minor as bigint) as taxed_whole_minor,
        cast(tax_minor as bigint) as tax_minor
    ),
from taxed
