{{ config(materialized="view") }}

with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
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
    )
-- every month from the first one on: a month without any is nothing, not a gap
select
    cast(spine.month as date) as month,
    least(last_day(cast(spine.month as date)), as_of.as_of) as month_end,
    -- on its last day too a month still lacks what arrears bill the day after
    cast(spine.month as date) = date_trunc('month', as_of.as_of)
    and (
        as_of.as_of < last_day(as_of.as_of) or firsts.metric in ('revenue', 'margin')
    ) as is_running,
    firsts.currency,
    firsts.metric,
    cast(coalesce(listed.amount, 0) as bigint) as amount,
from firsts
cross join as_of
cross join
    lateral unnest(
        generate_series(
            firsts.first_month, date_trunc('month', as_of.as_of), interval 1 month
        )
    ) as spine(month)
left join
    listed
    on spine.month = listed.month
    and firsts.currency = listed.currency
    and firsts.metric = listed.metric
