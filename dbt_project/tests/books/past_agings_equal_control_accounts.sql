-- At every month's end the aging is the receivable account less customer credit
-- (semantics 7.5, 8.2; trap 40).
with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    aged as (
        select aged_on, currency, sum(open_minor + credit_minor) as aged_minor,
        from {{ ref("ar_aging_monthly") }}
        group by aged_on, currency
    ),
    days as (
        select last_day(tied_on) as day, currency,
        from {{ ref("subledger_ties") }}
        cross join as_of
        where control = 'receivable' and last_day(tied_on) < as_of.as_of
        group by all
    ),
    booked as (
        select days.day, days.currency, sum(entries.amount_minor) as booked_minor,
        from days
        inner join
            {{ ref("ledger_entries") }} as entries
            on days.currency = entries.currency
            and days.day >= entries.booked_on
        where entries.account_role in ('receivable', 'customer_credit')
        group by all
    )
select booked.day, booked.currency, aged.aged_minor, booked.booked_minor,
from booked
left join aged on booked.day = aged.aged_on and booked.currency = aged.currency
where booked.booked_minor <> coalesce(aged.aged_minor, 0)
