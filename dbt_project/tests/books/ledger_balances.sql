-- A transaction's postings sum to zero in every currency, and are two or more
-- (semantics 7.1).
select transaction_id, currency, sum(amount_minor) as sum_minor, count(*) as postings,
from {{ ref("ledger_entries") }}
group by transaction_id, currency
having sum(amount_minor) <> 0 or count(*) < 2
