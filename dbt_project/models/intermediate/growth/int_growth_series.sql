with
    reporting as (select * from {{ ref("int_reporting_currency") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    filled as (select * from {{ ref("int_growth_measures_filled") }}),
    converted as (
        select
            filled.month,
            filled.is_running,
            reporting.reporting_currency as currency,
            filled.metric,
            case
                when
                    filled.metric = 'customers'
                    or filled.amount = 0
                    or filled.currency = reporting.reporting_currency
                then filled.amount
                else {{ convert_minor("filled.amount") }}
            end as amount,
        from filled
        cross join reporting
        -- missing: a currency without a rate by then
        left join
            rates
            on {{
                rate_in_force(
                    "filled.currency",
                    "reporting.reporting_currency",
                    "filled.month_end",
                )
            }}
    ),
    -- who buys in two currencies is one customer
    counted as (
        select month, count(distinct company_id) as customers,
        from {{ ref("mrr_companies_monthly") }}
        where closing_minor <> 0
        group by month
    ),
    united as (
        select 'own' as basis, month, is_running, currency, metric, amount,
        from filled
        union all
        select
            'reporting',
            converted.month,
            converted.is_running,
            converted.currency,
            converted.metric,
            case
                when converted.metric = 'customers'
                then coalesce(any_value(counted.customers), 0)
                when bool_and(converted.amount is not null)
                then sum(converted.amount)
            end,
        from converted
        left join counted on converted.month = counted.month
        group by
            converted.month, converted.is_running, converted.currency, converted.metric
    )
select basis, month, is_running, currency, metric, cast(amount as bigint) as amount,
from united
union all
-- what a customer pays on average
select
    recurring.basis,
    recurring.month,
    recurring.is_running,
    recurring.currency,
    'arpa',
    case
        when customers.amount > 0
        then
            cast(
                {{
                    round_quotient(
                        "recurring.amount",
                        "greatest(customers.amount, 1)",
                        "'half_up'",
                    )
                }} as bigint
            )
    end,
from united as recurring
inner join
    united as customers
    on recurring.basis = customers.basis
    and recurring.month = customers.month
    and recurring.currency = customers.currency
    and customers.metric = 'customers'
where recurring.metric = 'mrr'
