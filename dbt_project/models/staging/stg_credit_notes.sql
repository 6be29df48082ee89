select
    credit_note_no, entity_id, invoice_no, issued_on, amount_minor, tax_minor, reason,
from {{ source("raw", "credit_notes") }}
