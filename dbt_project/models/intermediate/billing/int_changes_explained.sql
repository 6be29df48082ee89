{{ config(materialized="view") }}

with
    lines as not materialized(
        select *, amount_minor + if(is_tax_inclusive, tax_minor, 0) as rated_minor,
        from {{ ref("int_lines_taxed") }}
        where not is_upcoming
    ),
    named as (
        select
            claim_key,
            role,
            amount_minor,
            invoice_date,
            if(
                other_invoice_no is null, 'invoice_lines', 'issued_invoice_lines'
            ) as source_table,
            other_invoice_id || ' line ' || other_line_no as source_key,
            coalesce(
                'invoice ' || other_invoice_no || ' (' || other_invoice_id || ')',
                other_invoice_id
            )
            || ' line '
            || other_line_no
            || if(is_in_part, ' in part', '')
            || if(is_tax_included, ', its tax included', '') as name,
        from {{ ref("int_lines_reckoned") }}
        where role <> 'counts'
    ),
    together as (
        select
            claim_key,
            role,
            count(*) as line_count,
            min(source_table) as source_table,
            cast(sum(amount_minor) as bigint) as issued_minor,
            list(source_key order by invoice_date, source_key) as source_keys,
            list(name order by invoice_date, source_key) as names,
        from named
        group by claim_key, role
    )
select
    together.claim_key,
    190 as step_order,
    together.role as step,
    'amount' as part,
    together.source_table,
    array_to_string(together.source_keys, ', ') as source_key,
    array_to_string(together.names[:3], ' and ') || if(
        together.line_count > 3,
        ' and ' || (together.line_count - 3) || ' more lines',
        ''
    ) as note,
    together.issued_minor as base_minor,
    cast(together.issued_minor + lines.rated_minor as bigint) as whole_minor,
from together
inner join lines on together.claim_key = lines.claim_key
