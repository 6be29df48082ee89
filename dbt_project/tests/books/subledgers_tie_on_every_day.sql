-- On every day on which anything changed, the control accounts are what the documents
-- say (semantics 7.5).
select control, entity_id, currency, tied_on, ledger_minor, subledger_minor,
from {{ ref("subledger_ties") }}
where difference_minor <> 0
