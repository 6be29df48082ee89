with
    measures as (select * from {{ ref("int_executive_measures_reported") }}),
    customers as (select * from {{ ref("int_executive_customers") }}),
    pivoted as (
        select
            reporting_view,
            currency,
            exponent,
            month,
            sum(amount_minor) filter (measure = 'mrr') as mrr,
            sum(amount_minor) filter (measure = 'mrr_opening') as mrr_opening,
            sum(amount_minor) filter (measure = 'mrr_lost') as mrr_lost,
            sum(amount_minor) filter (measure = 'lifetime_value') as lifetime_value,
            sum(amount_minor) filter (measure = 'revenue') as revenue,
            sum(amount_minor) filter (measure = 'gross_profit') as gross_profit,
            sum(amount_minor) filter (measure = 'receivables_open') as receivables_open,
            sum(amount_minor) filter (
                measure = 'receivables_overdue'
            ) as receivables_overdue,
        from measures
        group by all
    ),
    rated as (
        select
            pivoted.*,
            {{ ratio("100 * mrr_lost", "mrr_opening") }} as churn,
            {{ ratio("100 * gross_profit", "revenue") }} as gross_margin,
            case
                when customers.customer_count > 0
                then
                    {{
                        round_quotient(
                            "pivoted.lifetime_value",
                            "customers.customer_count",
                            "'half_up'",
                        )
                    }}
            end as ltv_minor,
        from pivoted
        -- missing: a month without any recurring revenue
        left join
            customers
            on pivoted.reporting_view = customers.reporting_view
            and pivoted.month = customers.month
    ),
    kpis as (
        select
            reporting_view,
            currency,
            month,
            unnest(
                [
                    {'kpi':'mrr', 'amount_minor':mrr, 'percent':null},
                    {'kpi':'churn', 'amount_minor':null, 'percent':churn},
                    {'kpi':'gross_margin', 'amount_minor':null, 'percent':gross_margin},
                    {'kpi':'ltv', 'amount_minor':ltv_minor, 'percent':null},
                    {
                        'kpi':'receivables_open',
                        'amount_minor':receivables_open,
                        'percent':null
                    },
                    {
                        'kpi':'receivables_overdue',
                        'amount_minor':receivables_overdue,
                        'percent':null
                    }
                ]
            ) as figure,
            exponent,
        from rated
    )
select
    reporting_view,
    currency,
    figure.kpi as kpi,
    if(figure.kpi in ('churn', 'gross_margin'), 'percent', 'money') as unit,
    month,
    coalesce(
        cast(figure.percent as decimal(38, 6)),
        {{ major_units("figure.amount_minor", "exponent") }}
    ) as value,
from kpis
