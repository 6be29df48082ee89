select
    movement_id as application_id,
    source_kind,
    source_id,
    invoice_id,
    company_id,
    currency,
    occurred_on as applied_on,
    amount_minor,
    event_kind as caused_by_kind,
    document_id as caused_by_id,
from {{ ref("int_receivable_movements") }}
where movement in ('apply', 'take_back', 'settle')
