with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    months as (
        select
            cast(month as date) as month,
            least(as_of.as_of, last_day(cast(month as date))) as month_end,
            as_of.as_of,
        from
            as_of,
            generate_series(
                date_trunc('month', as_of.as_of) - interval 12 month,
                date_trunc('month', as_of.as_of),
                interval 1 month
            ) as listed(month)
    ),
    recurring as (select * from {{ ref("churn_monthly") }}),
    profits as (select * from {{ ref("company_profitability_monthly") }}),
    ledger as (select * from {{ ref("ledger_entries") }}),
    -- a month in which nothing is overdue is a zero, not a gap
    overdue as (
        select month, currency, open_minor as amount_minor,
        from {{ ref("ar_aging_monthly") }}
        where bucket <> 'current'
        union all
        select month, currency, 0
        from {{ ref("receivables_monthly") }}
    ),
    aging as (select * from {{ ref("ar_aging") }}),
    invoices as (select * from {{ ref("invoices") }} where source = 'issued'),
    drafts as (select * from {{ ref("invoices") }} where source = 'draft'),
    listed as (
        select month, currency, 'mrr' as measure, closing_minor as amount_minor,
        from recurring
        union all
        select month, currency, 'mrr_opening', opening_minor
        from recurring
        union all
        select month, currency, 'mrr_lost', - churn_minor
        from recurring
        union all
        select month, currency, 'lifetime_value', ltv_minor * closing_companies
        from recurring
        where ltv_minor is not null
        union all
        select profits.month, profits.currency, 'revenue', sum(profits.revenue_minor)
        from profits
        group by all
        union all
        select
            profits.month, profits.currency, 'gross_profit', sum(profits.margin_minor)
        from profits
        group by all
        union all
        select
            months.month, ledger.currency, 'receivables_open', sum(ledger.amount_minor)
        from months
        -- where books are closed through today, what is known acts tomorrow
        inner join
            ledger
            on ledger.booked_on <= months.month_end
            or months.month_end = months.as_of
        where ledger.account_role in ('receivable', 'customer_credit')
        group by all
        union all
        select month, currency, 'receivables_overdue', sum(amount_minor)
        from overdue
        group by all
        union all
        select
            date_trunc('month', invoice_date),
            currency,
            'billed',
            sum(subtotal_minor + discount_minor)
        from invoices
        where status <> 'void'
        group by all
        union all
        select
            date_trunc('month', invoice_date),
            currency,
            'drafted',
            sum(subtotal_minor + discount_minor)
        from drafts
        group by all
        union all
        select
            date_trunc('month', invoice_date),
            currency,
            'overdue_now',
            sum(amount_minor)
        from aging
        where age_days > 0 and invoice_no is not null
        group by all
        union all
        select
            date_trunc('month', as_of), currency, 'aging ' || bucket, sum(amount_minor)
        from aging
        group by all
    )
select
    months.month,
    months.month_end,
    listed.currency,
    listed.measure,
    cast(listed.amount_minor as bigint) as amount_minor,
from listed
inner join months on listed.month = months.month
