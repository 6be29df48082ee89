-- Aging, open invoices and the receivable account agree, per currency (semantics 7.5).
with
    aged as (
        select currency, sum(amount_minor) as aged_minor,
        from {{ ref("ar_aging") }}
        where invoice_no is not null
        group by currency
    ),
    open_invoices as (
        select currency, sum(balance_minor) as open_minor,
        from {{ ref("invoices") }}
        where source = 'issued'
        group by currency
    ),
    booked as (
        select currency, sum(amount_minor) as booked_minor,
        from {{ ref("ledger_entries") }}
        where account_role = 'receivable'
        group by currency
    )
select currency, aged_minor, open_minor, booked_minor,
from aged
full outer join open_invoices using (currency)
full outer join booked using (currency)
where
    coalesce(aged_minor, 0) <> coalesce(open_minor, 0)
    or coalesce(open_minor, 0) <> coalesce(booked_minor, 0)
