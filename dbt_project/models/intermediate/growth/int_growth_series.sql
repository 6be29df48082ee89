with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    reporting as (select * from {{ ref("int_reporting_currency") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    recurring as (select * from {{ ref("churn_monthly") }}),
    listed as (
        select month, currency, 'mrr' as metric, closing_minor as amount,
        from recurring
        union all
        select month, currency, 'customers', closing_companies
        from recurring
        union all
        select month, currency, 'revenue', sum(revenue_minor)
        from {{ ref("company_profitability_monthly") }}
        group by all
        union all
        select month, currency, 'margin', sum(margin_minor)
        from {{ ref("company_profitability_monthly") }}
        group by all
        union all
        select month, currency, 'receivables', sum(closing_minor)
        from {{ ref("receivables_monthly") }}
        group by all
    ),
    firsts as (
        select currency, metric, min(month) as first_month,
        from listed
        group by currency, metric
    ),
    -- every month from the first one on: a month without any is nothing, not a gap
    filled as (
        select
            cast(spine.month as date) as month,
            least(last_day(cast(spine.month as date)), as_of.as_of) as month_end,
            -- on its last day too a month still lacks what arrears bill the day after
            cast(spine.month as date) = date_trunc('month', as_of.as_of)
            and (
                as_of.as_of < last_day(as_of.as_of)
                or firsts.metric in ('revenue', 'margin')
            ) as is_running,
            firsts.currency,
            firsts.metric,
            cast(coalesce(listed.amount, 0) as bigint) as amount,
        from firsts
        cross join as_of
        cross join
            lateral unnest(
                generate_series(
                    firsts.first_month,
                    date_trunc('month', as_of.as_of),
                    interval 1 month
                )
            ) as spine(month)
        left join
            listed
            on spine.month = listed.month
            and firsts.currency = listed.currency
            and firsts.metric = listed.metric
    ),
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
                else {{ convert_at_rate("filled.amount") }}
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
