with
    entries as (select * from {{ ref("ledger_entries") }}),
    accounts as (select * from {{ ref("int_accounts_charted") }}),
    running as (
        select
            *,
            sum(amount_minor) over (
                partition by entity_id, account, currency
                order by booked_on, document_date, transaction_id, posting_no
                rows between unbounded preceding and current row
            ) as balance_minor,
        from entries
    )
select
    running.entity_id,
    running.account,
    coalesce(accounts.name, running.account) as account_name,
    running.currency,
    running.booked_on,
    running.document_date,
    running.transaction_id,
    running.posting_no,
    running.document_kind,
    running.document_id,
    running.company_id,
    cast(running.balance_minor - running.amount_minor as bigint) as opening_minor,
    running.amount_minor,
    cast(running.balance_minor as bigint) as balance_minor,
from running
-- missing: a revenue account that a product names and no chart lists
left join accounts on running.account = accounts.account
