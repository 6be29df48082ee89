with
    companies as (
        select * from {{ ref("profitability_by_grain") }} where grain = 'company'
    )
select
    subject_id as company_id,
    month,
    currency,
    revenue_minor,
    unit_cost_minor,
    time_cost_minor,
    margin_minor,
    margin_rate,
    worked_minutes,
    without_unit_cost_count
    + without_cost_rate_count
    + without_exchange_rate_count as uncosted_count,
    without_unit_cost_count,
    without_cost_rate_count,
    without_exchange_rate_count,
from companies
