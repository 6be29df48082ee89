select
    payment_id,
    credit_note_no,
    entity_id,
    invoice_no,
    applied_on,
    amount_minor,
    _source as landed_source,
    _file as landed_file,
    _row as landed_row,
from {{ source("raw", "applications") }}
