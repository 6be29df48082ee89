-- Every posting found an account; a chart without a role falls back to the default one.
select transaction_id, account_role
from {{ ref("ledger_entries") }}
where account is null or entity_id is null or booked_on < document_date
