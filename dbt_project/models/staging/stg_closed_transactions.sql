select transaction_id, entity_id, document_date, booked_on,
from {{ source("raw", "closed_transactions") }}
