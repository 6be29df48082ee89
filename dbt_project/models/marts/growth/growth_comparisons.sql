with
    series as (select * from {{ ref("int_growth_series") }}),
    -- flows add up over a quarter, balances stand at its end
    grown as (
        select
            *,
            row_number() over months as months_known,
            if(
                metric in ('revenue', 'margin'),
                if(
                    count(amount) over last_quarter = 3,
                    sum(amount) over last_quarter,
                    null
                ),
                amount
            ) as quarter_amount,
        from series
        window
            months as (partition by basis, currency, metric order by month),
            last_quarter as (
                partition by basis, currency, metric
                order by month
                rows between 2 preceding and current row
            )
    ),
    compared as (
        select
            *,
            unnest(
                [
                    {
                        'comparison':'month',
                        'value':amount,
                        'earlier_value':lag(amount, 1) over months,
                        'months_back':1,
                        'months_needed':2
                    },
                    {
                        'comparison':'quarter',
                        'value':cast(quarter_amount as bigint),
                        'earlier_value':cast(
                            lag(quarter_amount, 3) over months as bigint
                        ),
                        'months_back':3,
                        'months_needed':if(metric in ('revenue', 'margin'), 6, 4)
                    },
                    {
                        'comparison':'year',
                        'value':amount,
                        'earlier_value':lag(amount, 12) over months,
                        'months_back':12,
                        'months_needed':13
                    }
                ],
                recursive := true
            ),
        from grown
        window months as (partition by basis, currency, metric order by month)
    )
select
    month,
    basis,
    currency,
    metric,
    comparison,
    if(metric = 'customers', 'count', 'minor') as unit,
    is_running,
    value,
    cast(month - to_months(cast(months_back as integer)) as date) as earlier_month,
    earlier_value,
    value - earlier_value as change_value,
    {{ ratio("value - earlier_value", "earlier_value") }} as change_rate,
    case
        when months_known < months_needed
        then 'no_earlier_period'
        when (value is null or earlier_value is null) and metric = 'arpa'
        then 'no_customers_or_rate'
        when value is null or earlier_value is null
        then 'no_exchange_rate'
        when earlier_value = 0
        then 'earlier_was_nothing'
        when earlier_value < 0
        then 'earlier_was_negative'
    end as reason,
from compared
