with
    entries as (select * from {{ ref("ledger_entries") }}),
    accounts as (select * from {{ ref("int_accounts_charted") }})
select
    entries.entity_id,
    entries.account,
    any_value(accounts.name) as account_name,
    any_value(accounts.kind) as account_kind,
    entries.account_role,
    entries.currency,
    cast(
        coalesce(
            sum(entries.amount_minor) filter (entries.amount_minor > 0), 0
        ) as bigint
    ) as debit_minor,
    cast(
        coalesce(
            sum(- entries.amount_minor) filter (entries.amount_minor < 0), 0
        ) as bigint
    ) as credit_minor,
    cast(sum(entries.amount_minor) as bigint) as balance_minor,
from entries
-- missing: a revenue account that a product names and no chart lists
left join accounts on entries.account = accounts.account
group by entries.entity_id, entries.account, entries.account_role, entries.currency
