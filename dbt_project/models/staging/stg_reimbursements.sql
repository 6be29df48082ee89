select
    reimbursement_id,
    technician_id,
    spent_on,
    kind,
    amount_minor,
    currency,
    entity_id,
    status,
    approved_on,
    paid_on,
from {{ source("raw", "reimbursements") }}
