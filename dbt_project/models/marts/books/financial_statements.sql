with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    accounts as (select * from {{ ref("int_accounts_charted") }}),
    booked as (
        select
            entries.entity_id,
            entries.currency,
            entries.account,
            -- a revenue account that a product names and no chart lists is income
            coalesce(any_value(accounts.name), entries.account) as account_name,
            coalesce(any_value(accounts.kind), 'income') as account_kind,
            cast(date_trunc('month', entries.booked_on) as date) as month,
            sum(entries.amount_minor) as debit_minor,
        from {{ ref("ledger_entries") }} as entries
        left join accounts on entries.account = accounts.account
        group by entries.entity_id, entries.currency, entries.account, month
    ),
    placed as (
        select
            *,
            if(
                account_kind in ('income', 'expense'),
                'profit_and_loss',
                'balance_sheet'
            ) as statement,
        from booked
        union all
        -- what was earned so far is equity, so that the balance sheet balances
        select
            entity_id,
            currency,
            'retained_earnings',
            'Retained earnings',
            'equity',
            month,
            sum(debit_minor),
            'balance_sheet'
        from booked
        where account_kind in ('income', 'expense')
        group by entity_id, currency, month
    ),
    spine as (
        select
            entity_id,
            currency,
            account,
            account_name,
            account_kind,
            statement,
            cast(
                unnest(
                    generate_series(
                        min(month),
                        greatest(max(month), date_trunc('month', any_value(as_of))),
                        interval 1 month
                    )
                ) as date
            ) as month,
        from placed
        cross join as_of
        group by all
    ),
    signed as (
        select
            spine.*,
            -- as people read it: assets and expenses by debit, the others by credit
            if(spine.account_kind in ('asset', 'expense'), 1, -1)
            * coalesce(placed.debit_minor, 0) as amount_minor,
        from spine
        -- missing: a month in which nothing was booked
        left join
            placed
            on spine.entity_id = placed.entity_id
            and spine.currency = placed.currency
            and spine.account = placed.account
            and spine.statement = placed.statement
            and spine.month = placed.month
    )
select
    month,
    entity_id,
    currency,
    statement,
    account_kind,
    account,
    account_name,
    cast(amount_minor as bigint) as amount_minor,
    cast(
        sum(amount_minor) over (
            partition by
                entity_id,
                currency,
                statement,
                account,
                if(statement = 'profit_and_loss', year(month), 0)
            order by month
        ) as bigint
    ) as balance_minor,
from signed
