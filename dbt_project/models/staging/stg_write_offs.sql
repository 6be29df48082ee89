select write_off_id, entity_id, invoice_no, written_off_on, amount_minor, reason,
from {{ source("raw", "write_offs") }}
