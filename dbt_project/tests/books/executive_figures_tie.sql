-- What the dashboard shows is what the books and the growth marts say, month by month.
with
    currencies as (select * from {{ ref("currencies") }}),
    now as (select * from {{ ref("mart_executive_kpis") }}),
    shown as (
        select reporting_view, month, kpi, value,
        from {{ ref("mart_executive_kpi_history") }}
        union all
        select reporting_view, month, kpi || ' now', value
        from now
        union all
        select now.reporting_view, now.month, 'aging', sum(aging.amount)
        from {{ ref("mart_executive_aging") }} as aging
        inner join now on aging.reporting_view = now.reporting_view and now.kpi = 'mrr'
        group by all
        -- without a rate a bucket is empty, and their sum no figure
        having bool_and(aging.amount is not null)
    ),
    owed as (
        select
            month,
            currency,
            sum(open_minor + credit_minor) as open_minor,
            coalesce(sum(open_minor) filter (bucket <> 'current'), 0) as overdue_minor,
        from {{ ref("ar_aging_monthly") }}
        group by month, currency
    ),
    earned as (
        select
            month, currency, sum(margin_minor) as margin, sum(revenue_minor) as revenue,
        from {{ ref("profitability_monthly") }}
        group by month, currency
    ),
    booked as (
        select month, currency, 'mrr' as kpi, closing_minor as amount_minor,
        from {{ ref("churn_monthly") }}
        union all
        select month, currency, 'ltv', ltv_minor
        from {{ ref("churn_monthly") }}
        union all
        select month, currency, unnest(['receivables_open', 'aging']), open_minor
        from owed
        union all
        select month, currency, 'receivables_overdue', overdue_minor
        from owed
    ),
    expected as (
        select
            booked.currency as reporting_view,
            booked.month,
            booked.kpi,
            {{ major_units("booked.amount_minor", "currencies.exponent") }} as value,
        from booked
        inner join currencies on booked.currency = currencies.currency
        union all
        select currency, month, 'churn', 100 * revenue_churn_rate
        from {{ ref("churn_monthly") }}
        union all
        select currency, month, 'gross_margin', {{ ratio("100 * margin", "revenue") }}
        from earned
        union all
        select
            'consolidated',
            growth.month,
            'mrr',
            {{ major_units("growth.value", "currencies.exponent") }}
        from {{ ref("growth_comparisons") }} as growth
        inner join currencies on growth.currency = currencies.currency
        where
            growth.basis = 'reporting'
            and growth.metric = 'mrr'
            and growth.comparison = 'month'
        union all
        -- each tile of the running month is the last point of its line
        select reporting_view, month, kpi || ' now', value
        from shown
        where right(kpi, 4) <> ' now' and kpi <> 'aging'
        union all
        select reporting_view, month, 'aging', value
        from shown
        where kpi = 'receivables_open now' and reporting_view = 'consolidated'
    )
select
    shown.reporting_view,
    shown.month,
    shown.kpi,
    shown.value,
    expected.value as expected_value,
from shown
inner join
    expected
    on shown.reporting_view = expected.reporting_view
    and shown.month = expected.month
    and shown.kpi = expected.kpi
where
    abs(coalesce(shown.value, 0) - coalesce(expected.value, 0))
    -- a rate is kept to six digits, of itself or of its hundredfold
    > if(shown.kpi = 'churn', 0.0001, 0)
