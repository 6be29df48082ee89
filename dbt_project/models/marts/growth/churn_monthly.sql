with summed as (select * from {{ ref("int_recurring_months_summed") }})
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
from summed
