with
    converted as (select * from {{ ref("int_statements_converted") }}),
    differences as (
        select
            month,
            entity_id,
            currency,
            reporting_currency,
            any_value(rate) as rate,
            any_value(rate_on) as rate_on,
            any_value(is_inverse) as is_inverse,
            -- what the rates moved since it was earned, and what rounding left over
            coalesce(
                sum(rated_balance_minor - converted_balance_minor) filter (
                    account = 'retained_earnings'
                ),
                0
            ) as translation_minor,
            sum(
                if(account_kind = 'asset', 1, -1) * rated_balance_minor
            ) as rounding_minor,
        from converted
        where statement = 'balance_sheet' and currency <> reporting_currency
        group by month, entity_id, currency, reporting_currency
    ),
    united as (
        select *, statement = 'balance_sheet' as is_balance,
        from converted
        union all by name
        select
            * exclude (translation_minor, rounding_minor),
            'balance_sheet' as statement,
            'equity' as account_kind,
            unnest(['translation_difference', 'rounding_difference']) as account,
            unnest(['Translation difference', 'Rounding difference']) as account_name,
            cast(0 as bigint) as amount_minor,
            cast(0 as bigint) as balance_minor,
            unnest([translation_minor, rounding_minor]) as converted_balance_minor,
            true as is_balance,
        from differences
        where rounding_minor is not null
    )
select
    month,
    entity_id,
    statement,
    account_kind,
    account,
    account_name,
    currency,
    amount_minor,
    balance_minor,
    reporting_currency,
    cast(rate as decimal(20, 10)) as rate,
    rate_on,
    is_inverse,
    cast(
        if(
            is_balance,
            converted_balance_minor - coalesce(
                lag(converted_balance_minor) over (
                    partition by entity_id, currency, statement, account order by month
                ),
                0
            ),
            earned_minor
        ) as bigint
    ) as converted_amount_minor,
    cast(converted_balance_minor as bigint) as converted_balance_minor,
from united
