-- What the wallets hold is what the wallet account owes (semantics 7.5).
with
    entries as (select * from {{ ref("int_wallet_entries_dated") }}),
    wallets as (
        select
            currency,
            sum(
                case
                    when kind in ('top_up', 'promotional')
                    then amount_minor
                    when reversed_kind in ('charge', 'expiry', 'refund')
                    then amount_minor
                    else - amount_minor
                end
            ) as held_minor,
        from entries
        group by currency
    ),
    booked as (
        select ledger.currency, - sum(ledger.amount_minor) as booked_minor,
        from {{ ref("ledger_entries") }} as ledger
        where
            ledger.account_role = 'wallet_liability'
            and (
                ledger.document_kind like 'wallet%'
                or (
                    ledger.document_kind = 'payment'
                    and ledger.document_id in (
                        select entries.payment_id
                        from entries
                        where entries.payment_id is not null
                    )
                )
            )
        group by ledger.currency
    )
select currency, held_minor, booked_minor,
from wallets
full outer join booked using (currency)
where coalesce(held_minor, 0) <> coalesce(booked_minor, 0)
