-- The retention table is the movements, and companies roll forward with them.
with
    churn as (
        select
            *,
            lag(closing_minor) over (
                partition by currency order by month
            ) as before_minor,
        from {{ ref("churn_monthly") }}
    )
select
    month, currency, opening_minor, closing_minor, opening_companies, closing_companies,
from churn
where
    opening_minor
    + new_minor
    + expansion_minor
    + contraction_minor
    + churn_minor
    + reactivation_minor
    <> closing_minor
    -- only the end of a credit, a negative quantity, gives back more than was lost
    or (gross_retention_rate > 1 and contraction_minor + churn_minor <= 0)
    or opening_companies + new_companies + reactivated_companies - churned_companies < 0
