with
    monthly as (
        select month, company_id, currency, sum(closing_minor) as closing_minor,
        from {{ ref("mrr_monthly") }}
        group by month, company_id, currency
    ),
    months as (select month from {{ ref("int_month_ends") }}),
    firsts as (
        select
            company_id,
            currency,
            min(month) as cohort_month,
            min_by(closing_minor, month) as first_minor,
        from monthly
        where closing_minor <> 0
        group by company_id, currency
    ),
    -- every month from the first on, so that a company that left still counts
    followed as (
        select
            firsts.cohort_month,
            firsts.currency,
            months.month,
            firsts.first_minor,
            coalesce(monthly.closing_minor, 0) as closing_minor,
        from firsts
        inner join months on firsts.cohort_month <= months.month
        -- missing: months after it left
        left join
            monthly
            on firsts.company_id = monthly.company_id
            and firsts.currency = monthly.currency
            and months.month = monthly.month
    ),
    summed as (
        select
            cohort_month,
            currency,
            month,
            count(*) as companies,
            count(*) filter (closing_minor <> 0) as active_companies,
            cast(sum(first_minor) as bigint) as first_minor,
            cast(sum(closing_minor) as bigint) as mrr_minor,
        from followed
        group by cohort_month, currency, month
    )
select
    cohort_month,
    currency,
    month,
    cast(date_diff('month', cohort_month, month) as integer) as months_since,
    companies,
    active_companies,
    first_minor,
    mrr_minor,
    {{ ratio("active_companies", "companies") }} as logo_retention_rate,
    {{ ratio("mrr_minor", "first_minor") }} as revenue_retention_rate,
from summed
