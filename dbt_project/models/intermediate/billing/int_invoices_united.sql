select
    invoice_id,
    invoice_no,
    company_id,
    entity_id,
    'issued' as source,
    status,
    invoice_date,
    due_date,
    period_start,
    period_end,
    currency,
    subtotal_minor,
    discount_minor,
    tax_minor,
    total_minor,
    voided_on,
    closed_on,
    cast(null as varchar) as reason,
from {{ ref("int_invoices_issued") }}
union all by name
select *, 'draft' as source,
from {{ ref("int_draft_invoices") }}
