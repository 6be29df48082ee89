select
    invoice_id,
    entity_id,
    currency,
    source,
    tax_reason,
    tax_rate_id,
    tax_percent,
    cast(sum(amount_minor + discount_minor) as bigint) as base_minor,
    cast(sum(tax_minor) as bigint) as tax_minor,
    cast(count(*) as integer) as line_count,
from {{ ref("int_invoice_lines_united") }}
group by all
