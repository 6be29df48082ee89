with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    reporting as (
        select reporting.reporting_currency, currencies.exponent,
        from {{ ref("int_reporting_currency") }} as reporting
        inner join
            {{ ref("currencies") }} as currencies
            on reporting.reporting_currency = currencies.currency
    ),
    rated as (
        select
            statements.*,
            reporting.reporting_currency,
            statements.currency = reporting.reporting_currency as is_own,
            rates.rate,
            rates.rate_on,
            rates.is_inverse,
            {% for amount in ["amount_minor", "balance_minor"] %}
                case
                    when statements.currency = reporting.reporting_currency
                    then statements.{{ amount }}
                    else {{ convert_minor("statements." ~ amount) }}
                end as rated_{{ amount }},
            {% endfor %}
        from {{ ref("financial_statements") }} as statements
        cross join reporting
        cross join as_of
        -- missing: no rate by the month's end; such a month is not consolidated (1.6)
        left join
            {{ ref("int_fx_rates_latest") }} as rates
            on {{
                rate_in_force(
                    "statements.currency",
                    "reporting.reporting_currency",
                    "least(last_day(statements.month), as_of.as_of)",
                )
            }}
    ),
    earned as (
        select
            *,
            -- what was earned keeps the rate of its month; what had been earned before
            -- there was a rate takes the first one
            if(
                account = 'retained_earnings',
                if(
                    lag(rated_balance_minor) over (
                        partition by entity_id, currency, statement, account
                        order by month
                    )
                    is null,
                    rated_balance_minor,
                    sum(
                        case
                            when statement = 'balance_sheet'
                            then 0
                            when account_kind = 'income'
                            then rated_amount_minor
                            else - rated_amount_minor
                        end
                    ) over (partition by entity_id, currency, month)
                ),
                rated_amount_minor
            ) as earned_minor,
        from rated
    )
select
    month,
    entity_id,
    currency,
    statement,
    account_kind,
    account,
    account_name,
    amount_minor,
    balance_minor,
    reporting_currency,
    rate,
    rate_on,
    is_inverse,
    rated_balance_minor,
    earned_minor,
    case
        when statement = 'balance_sheet' and account <> 'retained_earnings'
        then rated_balance_minor
        -- no figure rather than one with a month missing
        when bool_or(earned_minor is null) over so_far and statement <> 'balance_sheet'
        then null
        when rated_balance_minor is not null
        then cast(sum(earned_minor) over so_far as bigint)
    end as converted_balance_minor,
from earned
window
    so_far as (
        partition by
            entity_id,
            currency,
            statement,
            account,
            if(statement = 'profit_and_loss', year(month), 0)
        order by month
    )
