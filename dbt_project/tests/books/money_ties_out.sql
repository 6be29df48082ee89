-- The balance at the processor is its transactions less payouts, and what invoices say
-- was paid is effective payments less effective refunds (semantics 6.1, trap 56).
select tie_out, subject_id, currency, computed_minor, stated_minor, difference_minor,
from {{ ref("payout_reconciliation") }}
where tie_out in ('processor_balance', 'invoices_paid') and difference_minor <> 0
