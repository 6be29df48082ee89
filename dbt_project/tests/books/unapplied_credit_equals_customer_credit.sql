-- Credit shown in the aging is what the customer credit account owes (semantics 7.5).
with
    aged as (
        select currency, company_id, sum(amount_minor) as aged_minor,
        from {{ ref("ar_aging") }}
        where invoice_no is null
        group by currency, company_id
    ),
    booked as (
        select currency, company_id, sum(amount_minor) as booked_minor,
        from {{ ref("ledger_entries") }}
        where account_role = 'customer_credit'
        group by currency, company_id
    )
select currency, company_id, aged_minor, booked_minor,
from aged
full outer join booked using (currency, company_id)
where coalesce(aged_minor, 0) <> coalesce(booked_minor, 0)
