with
    recurring as (select * from {{ ref("churn_monthly") }} where ltv_minor is not null),
    united as (
        select currency as reporting_view, month, closing_companies,
        from recurring
        union all
        select 'consolidated', month, closing_companies
        from recurring
    )
select reporting_view, month, sum(closing_companies) as customer_count,
from united
group by all
