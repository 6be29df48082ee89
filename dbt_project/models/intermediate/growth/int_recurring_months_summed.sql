{{ config(materialized="view") }}

with
    months as (select * from {{ ref("int_month_ends") }}),
    monthly as (select * from {{ ref("mrr_monthly") }}),
    margins as (
        select
            month,
            currency,
            sum(revenue_minor) as revenue_minor,
            sum(margin_minor) as margin_minor,
        from {{ ref("company_profitability_monthly") }}
        group by month, currency
    ),
    companies as (
        select
            month,
            currency,
            company_id,
            sum(opening_minor) as opening_minor,
            sum(new_minor) as new_minor,
            sum(expansion_minor) as expansion_minor,
            sum(contraction_minor) as contraction_minor,
            sum(churn_minor) as churn_minor,
            sum(reactivation_minor) as reactivation_minor,
            sum(closing_minor) as closing_minor,
        from monthly
        group by month, currency, company_id
    ),
    summed as (
        select
            month,
            currency,
            count(*) filter (companies.opening_minor <> 0) as opening_companies,
            count(*) filter (companies.new_minor <> 0) as new_companies,
            count(*) filter (
                companies.reactivation_minor <> 0
            ) as reactivated_companies,
            count(*) filter (companies.churn_minor <> 0) as churned_companies,
            count(*) filter (companies.closing_minor <> 0) as closing_companies,
            cast(sum(companies.opening_minor) as bigint) as opening_minor,
            cast(sum(companies.new_minor) as bigint) as new_minor,
            cast(sum(companies.expansion_minor) as bigint) as expansion_minor,
            cast(sum(companies.contraction_minor) as bigint) as contraction_minor,
            cast(sum(companies.churn_minor) as bigint) as churn_minor,
            cast(sum(companies.reactivation_minor) as bigint) as reactivation_minor,
            cast(sum(companies.closing_minor) as bigint) as closing_minor,
        from companies
        group by month, currency
    ),
    spined as (
        select
            months.month,
            summed.* exclude (month),
            margins.revenue_minor,
            margins.margin_minor,
            cast(
                {{
                    round_quotient(
                        "summed.closing_minor",
                        "greatest(summed.closing_companies, 1)",
                        "'half_up'",
                    )
                }} as bigint
            ) as arpa_minor,
        from months
        inner join summed on months.month = summed.month
        -- missing: a month without revenue
        left join
            margins
            on summed.month = margins.month
            and summed.currency = margins.currency
    )
select
    *,
    sum(churned_companies) over last_year as churned_in_year,
    sum(opening_companies) over last_year as opened_in_year,
    sum(margin_minor) over last_year as margin_in_year,
    sum(revenue_minor) over last_year as revenue_in_year,
from spined
window
    last_year as (
        partition by currency
        order by month range between interval 11 months preceding and current row
    )
