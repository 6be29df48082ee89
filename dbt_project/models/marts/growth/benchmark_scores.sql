with
    benchmarks as (select * from {{ ref("industry_benchmarks") }}),
    churn as (select * from {{ ref("churn_monthly") }}),
    receivables as (select * from {{ ref("receivables_monthly") }}),
    growth as (
        select *
        from {{ ref("growth_comparisons") }}
        where basis = 'own' and metric = 'mrr' and comparison = 'year'
    ),
    rates as (
        unpivot churn on gross_margin_rate,
        net_retention_rate,
        gross_retention_rate,
        trailing_churn_rate,
        quick_ratio
        into name metric value value
    ),
    figures as (
        select month, 'all' as entity_id, currency, metric, value,
        from rates
        union all
        select month, 'all', currency, 'mrr_growth_rate', change_rate
        from growth
        where change_rate is not null
        union all
        select
            month,
            entity_id,
            currency,
            'sales_outstanding_days',
            sales_outstanding_days,
        from receivables
        where sales_outstanding_days is not null
    )
select
    figures.month,
    figures.entity_id,
    figures.currency,
    figures.metric,
    benchmarks.industry,
    cast(figures.value as decimal(18, 6)) as value,
    benchmarks.mean,
    benchmarks.standard_deviation,
    {{
        ratio(
            "("
            ~ scaled("figures.value", 6)
            ~ " - "
            ~ scaled("benchmarks.mean", 6)
            ~ ")",
            scaled("benchmarks.standard_deviation", 6),
        )
    }} as z_score,
    benchmarks.source,
    benchmarks.is_example,
from figures
inner join benchmarks on figures.metric = benchmarks.metric
