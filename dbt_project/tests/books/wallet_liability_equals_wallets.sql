-- What the wallets hold is what the wallet account owes (semantics 7.5).
with
    wallets as (
        select
            currency,
            sum(
                if(kind in ('top_up', 'promotional'), amount_minor, - amount_minor)
            ) as held_minor,
        from {{ ref("int_wallet_entries_dated") }}
        where payment_id is null
        group by currency
    ),
    booked as (
        select currency, - sum(amount_minor) as booked_minor,
        from {{ ref("ledger_entries") }}
        where account_role = 'wallet_liability' and document_kind <> 'payment'
        group by currency
    )
select currency, held_minor, booked_minor,
from wallets
full outer join booked using (currency)
where coalesce(held_minor, 0) <> coalesce(booked_minor, 0)
