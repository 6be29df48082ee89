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
            sum(opening_minor) <> 0 as was_active,
            sum(closing_minor) <> 0 as is_active,
            sum(new_minor) <> 0 as is_new,
            sum(reactivation_minor) <> 0 as is_back,
            sum(churn_minor) <> 0 as is_lost,
        from monthly
        group by month, currency, company_id
    ),
    counted as (
        select
            month,
            currency,
            count(*) filter (was_active) as opening_companies,
            count(*) filter (is_new) as new_companies,
            count(*) filter (is_back) as reactivated_companies,
            count(*) filter (is_lost) as churned_companies,
            count(*) filter (is_active) as closing_companies,
        from companies
        group by month, currency
    ),
    summed as (
        select
            month,
            currency,
            cast(sum(opening_minor) as bigint) as opening_minor,
            cast(sum(new_minor) as bigint) as new_minor,
            cast(sum(expansion_minor) as bigint) as expansion_minor,
            cast(sum(contraction_minor) as bigint) as contraction_minor,
            cast(sum(churn_minor) as bigint) as churn_minor,
            cast(sum(reactivation_minor) as bigint) as reactivation_minor,
            cast(sum(closing_minor) as bigint) as closing_minor,
        from monthly
        group by month, currency
    ),
    spined as (
        select
            months.month,
            summed.* exclude (month),
            counted.* exclude (month, currency),
            margins.revenue_minor,
            margins.margin_minor,
            cast(
                {{
                    round_quotient(
                        "summed.closing_minor",
                        "greatest(counted.closing_companies, 1)",
                        "'half_up'",
                    )
                }} as bigint
            ) as arpa_minor,
        from months
        inner join summed on months.month = summed.month
        inner join
            counted
            on summed.month = counted.month
            and summed.currency = counted.currency
        -- missing: a month without revenue
        left join
            margins
            on summed.month = margins.month
            and summed.currency = margins.currency
    ),
    averaged as (
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
                order by
                    month range between interval 11 months preceding and current row
            )
    )
select
    month,
    currency,
    opening_companies,
    new_companies,
    reactivated_companies,
    churned_companies,
    closing_companies,
    opening_minor,
    new_minor,
    expansion_minor,
    contraction_minor,
    churn_minor,
    reactivation_minor,
    closing_minor,
    {{ ratio("churned_companies", "opening_companies") }} as logo_churn_rate,
    {{ ratio("-churn_minor", "opening_minor") }} as revenue_churn_rate,
    {{ ratio("opening_minor + contraction_minor + churn_minor", "opening_minor") }}
    as gross_retention_rate,
    {{
        ratio(
            "opening_minor + expansion_minor + contraction_minor + churn_minor",
            "opening_minor",
        )
    }} as net_retention_rate,
    {{
        ratio(
            "new_minor + expansion_minor + reactivation_minor",
            "(-contraction_minor - churn_minor)",
        )
    }} as quick_ratio,
    if(closing_companies > 0, arpa_minor, null) as arpa_minor,
    {{ ratio("margin_in_year", "revenue_in_year") }} as gross_margin_rate,
    {{ ratio("churned_in_year", "opened_in_year") }} as trailing_churn_rate,
    -- a life of at most sixty months, so that a quiet year promises no eternity
    case
        when closing_companies > 0 and revenue_in_year > 0 and opened_in_year > 0
        then
            cast(
                {{
                    round_quotient(
                        "arpa_minor * margin_in_year * opened_in_year * 60",
                        "revenue_in_year * greatest(churned_in_year * 60, opened_in_year)",
                        "'half_up'",
                    )
                }}
                as bigint
            )
    end as ltv_minor,
    coalesce(
        closing_companies > 0
        and opened_in_year > 0
        and churned_in_year * 60 < opened_in_year,
        false
    ) as is_ltv_bounded,
from averaged
