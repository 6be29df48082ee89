-- The months of receivables, statements and cohorts are the ledger and the MRR again,
-- to the minor unit, one row per key.
with
    entries as (select * from {{ ref("ledger_entries") }}),
    receivables as (
        select
            *,
            lag(closing_minor, 1, 0) over (
                partition by entity_id, currency order by month
            ) as before_minor,
        from {{ ref("receivables_monthly") }}
    ),
    statements as (select * from {{ ref("financial_statements") }}),
    cohorts as (select * from {{ ref("revenue_cohorts") }}),
    rolled as (
        select
            'receivables do not roll forward' as broken, entity_id || month as example,
        from receivables
        where
            opening_minor <> before_minor
            or opening_minor
            + invoiced_minor
            - voided_minor
            - collected_minor
            - credited_minor
            - written_off_minor
            <> closing_minor
    ),
    controlled as (
        select 'receivables are not the control account', entity_id || month,
        from receivables
        where
            closing_minor <> (
                select coalesce(sum(entries.amount_minor), 0)
                from entries
                where
                    entries.account_role = 'receivable'
                    and entries.entity_id = receivables.entity_id
                    and entries.currency = receivables.currency
                    and entries.booked_on < receivables.month + interval 1 month
            )
    ),
    balanced as (
        select 'assets are not liabilities and equity', entity_id || month,
        from statements
        where statement = 'balance_sheet'
        group by entity_id, currency, month
        having sum(if(account_kind = 'asset', 1, -1) * balance_minor) <> 0
    ),
    earned as (
        select 'profit is not what the ledger earned', entity_id || month,
        from statements
        group by entity_id, currency, month
        having
            sum(
                case
                    when account = 'retained_earnings'
                    then - amount_minor
                    when account_kind = 'income'
                    then amount_minor
                    when account_kind = 'expense'
                    then - amount_minor
                    else 0
                end
            )
            <> 0
    ),
    cohorted as (
        select 'cohorts are not the recurring revenue', currency || month,
        from cohorts
        full outer join
            (
                select month, currency, sum(closing_minor) as closing_minor,
                from {{ ref("mrr_monthly") }}
                group by month, currency
            ) as monthly using (month, currency)
        group by month, currency
        having coalesce(sum(mrr_minor), 0) <> coalesce(any_value(closing_minor), 0)
    ),
    repeated as (
        select 'a key comes twice', entity_id || month
        from receivables
        group by entity_id, currency, month
        having count(*) > 1
        union all
        select 'a key comes twice', entity_id || account || month
        from statements
        group by entity_id, currency, statement, account, month
        having count(*) > 1
        union all
        select 'a key comes twice', currency || cohort_month || month
        from cohorts
        group by currency, cohort_month, month
        having count(*) > 1
    )
select *
from rolled
union all
select *
from controlled
union all
select *
from balanced
union all
select *
from earned
union all
select *
from cohorted
union all
select *
from repeated
