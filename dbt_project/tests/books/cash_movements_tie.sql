-- Each month of cash begins where the last one ended, adds up, and ends as the ledger
-- does; nothing moved cash without a name.
with
    movements as (
        select
            *,
            lag(closing_minor, 1, 0) over (
                partition by entity_id, currency, account_role order by month
            ) as before_minor,
            opening_minor
            + received_minor
            + wallets_minor
            + refunded_minor
            + reversed_minor
            + disputed_minor
            + fees_minor
            + paid_out_minor
            + exchanged_minor
            + reimbursed_minor as added_minor,
        from {{ ref("cash_movements") }}
    ),
    booked as (
        select
            entity_id,
            currency,
            account_role,
            cast(date_trunc('month', booked_on) as date) as month,
            sum(amount_minor) as amount_minor,
        from {{ ref("ledger_entries") }}
        where account_role in ('bank', 'clearing')
        group by all
    )
select month, entity_id, currency, account_role, added_minor, closing_minor,
from movements
full outer join booked using (month, entity_id, currency, account_role)
where
    opening_minor is distinct from before_minor
    or added_minor is distinct from closing_minor
    or coalesce(booked.amount_minor, 0) is distinct from closing_minor - opening_minor
