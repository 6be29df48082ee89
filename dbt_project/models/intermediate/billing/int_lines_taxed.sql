with
    lines as (select * from {{ ref("int_lines_tax_rated") }}),
    -- round once per line, or once per invoice and rate
    grouped as (
        select
            *,
            amount_minor + discount_minor as taxable_minor,
            case
                when tax_reason <> 'rated'
                then claim_key
                when tax_rounding = 'invoice'
                then invoice_id || '|' || tax_rate_id
                else claim_key
            end as whole_id,
        from lines
    ),
    based as (
        select
            *,
            case
                when tax_reason = 'rated'
                then cast({{ scaled("tax_percent", 6) }} as hugeint)
                else cast(0 as hugeint)
            end as tax_share,
            cast(
                sum(taxable_minor) over (partition by whole_id) as hugeint
            ) as whole_base_minor,
        from grouped
    ),
    parts as (
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
            taxable_minor as weight,
        from based
    ),
    allocated as ({{ allocate_several("parts", line_order()) }})
select
    * exclude (
        whole_id,
        whole_minor,
        weight,
        allocated_minor,
        tax_share,
        whole_base_minor
    ) replace (
        -- an inclusive price contains its tax, which the line shows apart
        case
            when is_tax_inclusive then amount_minor - allocated_minor else amount_minor
        end as amount_minor
    ),
    allocated_minor as tax_minor,
    whole_base_minor as taxed_base_minor,
    whole_minor as taxed_whole_minor,
    whole_id as taxed_whole_id,
from allocated
