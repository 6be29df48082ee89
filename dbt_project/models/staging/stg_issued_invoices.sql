select
    entity_id || ':' || invoice_no as invoice_id,
    entity_id,
    invoice_no,
    company_id,
    invoice_date,
    due_date,
    currency,
    total_minor,
    status,
    voided_on,
    closed_on,
from {{ source("raw", "issued_invoices") }}
