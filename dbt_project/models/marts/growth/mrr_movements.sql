with
    months as (select * from {{ ref("mrr_monthly") }}),
    spread as (
        unpivot months on new_minor,
        expansion_minor,
        contraction_minor,
        churn_minor,
        reactivation_minor,
        fx_minor
        into name column_name value amount_minor
    )
select
    month,
    company_id,
    product_id,
    replace(column_name, '_minor', '') as movement,
    amount_minor,
    currency,
from spread
where amount_minor <> 0
