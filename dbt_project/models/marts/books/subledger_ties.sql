with
    -- what the documents say, computed without the ledger's postings
    documents as (
        select control, entity_id, currency, moved_on, change_minor as amount_minor
        from {{ ref("int_receivable_balances") }}
        union all
        select 'wallet_liability', entity_id, currency, moved_on, amount_minor
        from {{ ref("int_wallets_moved") }}
        union all
        select 'deferred_revenue', entity_id, currency, moved_on, amount_minor
        from {{ ref("int_revenue_deferred_moved") }}
    ),
    postings as (
        select
            account_role as control,
            entity_id,
            currency,
            booked_on as moved_on,
            -- what is owed to others stands on the credit side
            if(account_role = 'receivable', 1, -1) * amount_minor as amount_minor,
        from {{ ref("ledger_entries") }}
        where
            account_role
            in ('receivable', 'customer_credit', 'wallet_liability', 'deferred_revenue')
    ),
    changes as (
        select
            control,
            entity_id,
            currency,
            moved_on,
            0 as posted_minor,
            amount_minor as documented_minor,
        from documents
        union all
        select control, entity_id, currency, moved_on, amount_minor, 0
        from postings
    ),
    days as (
        select
            control,
            entity_id,
            currency,
            moved_on,
            sum(posted_minor) as posted_minor,
            sum(documented_minor) as documented_minor,
        from changes
        group by all
    ),
    balances as (
        select
            * exclude (posted_minor, documented_minor),
            cast(sum(posted_minor) over so_far as bigint) as ledger_minor,
            cast(sum(documented_minor) over so_far as bigint) as subledger_minor,
        from days
        window
            so_far as (
                partition by control, entity_id, currency
                order by moved_on
                rows between unbounded preceding and current row
            )
    )
select
    control,
    entity_id,
    currency,
    moved_on as tied_on,
    ledger_minor,
    subledger_minor,
    ledger_minor - subledger_minor as difference_minor,
from balances
