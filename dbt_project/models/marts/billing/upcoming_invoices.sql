select
    lines.upcoming_id,
    lines.entity_id,
    lines.payer_id as company_id,
    lines.invoice_date,
    lines.currency,
    run.as_of as accrued_through,
    cast(count(*) as integer) as line_count,
    bool_or(lines.is_accruing) as is_accruing,
    cast(sum(lines.amount_minor) as bigint) as subtotal_minor,
    cast(sum(lines.discount_minor) as bigint) as discount_minor,
    cast(sum(lines.tax_minor) as bigint) as tax_minor,
    cast(
        sum(lines.amount_minor + lines.discount_minor + lines.tax_minor) as bigint
    ) as total_minor,
from {{ ref("upcoming_invoice_lines") }} as lines
cross join {{ ref("stg_run_parameters") }} as run
group by all
