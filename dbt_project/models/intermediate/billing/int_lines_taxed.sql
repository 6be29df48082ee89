with
    lines as not materialized(select * from {{ ref("int_lines_tax_rated") }}),
    -- few columns are grouped and put in order, not the whole lines; and tax is rounded
    -- once per line, or once per invoice and rate
    grouped as (
        select
            claim_key,
            invoice_id,
            is_upcoming,
            kind,
            subscription_id,
            item_id,
            line_start,
            rounding,
            is_tax_inclusive,
            amount_minor + discount_minor as taxable_minor,
            case
                when tax_reason = 'rated' and tax_rounding = 'invoice'
                then invoice_id || '|' || tax_rate_id
                else claim_key
            end as whole_id,
            whole_id <> claim_key as is_shared,
            case
                when tax_reason = 'rated'
                then cast({{ scaled("tax_percent", 6) }} as hugeint)
                else cast(0 as hugeint)
            end as tax_share,
        from lines
    ),
    wholes as (
        select whole_id, sum(taxable_minor) as shared_base_minor,
        from grouped
        where is_shared
        group by whole_id
    ),
    based as not materialized(
        select
            grouped.*,
            cast(
                coalesce(wholes.shared_base_minor, grouped.taxable_minor) as hugeint
            ) as whole_base_minor,
        from grouped
        left join wholes on grouped.whole_id = wholes.whole_id
    ),
    parts as not materialized(
        select
            *,
            cast(
                {{
                    round_quotient(
                        "(whole_base_minor * tax_share)",
                        "(100000000 + case when is_tax_inclusive then tax_share else 0 end)",
                        "rounding",
                    )
                }}
                as bigint
            ) as whole_minor,
        from based
    ),
    shared as (
        select
            claim_key,
            whole_id,
            whole_minor,
            taxable_minor as weight,
            row_number() over (
                partition by whole_id order by {{ line_order() }}
            ) as part_order,
        from parts
        where is_shared
    ),
    allocated as ({{ allocate("shared") }}),
    numbered as (
        select
            claim_key,
            row_number() over (
                partition by invoice_id, is_upcoming order by {{ line_order() }}
            ) as place,
        from grouped
    ),
    taxed as (
        select
            parts.claim_key,
            coalesce(allocated.allocated_minor, parts.whole_minor) as tax_minor,
            cast(numbered.place as integer) as line_no,
            parts.taxable_minor,
            parts.whole_base_minor as taxed_base_minor,
            parts.whole_minor as taxed_whole_minor,
            parts.whole_id as taxed_whole_id,
        from parts
        inner join numbered on parts.claim_key = numbered.claim_key
        left join allocated on parts.claim_key = allocated.claim_key
    )
select
    lines.* replace (
        -- an inclusive price contains its tax, which the line shows apart
        case
            when lines.is_tax_inclusive
            then lines.amount_minor - taxed.tax_minor
            else lines.amount_minor
        end as amount_minor
    ),
    taxed.* exclude (claim_key),
from lines
inner join taxed on lines.claim_key = taxed.claim_key
