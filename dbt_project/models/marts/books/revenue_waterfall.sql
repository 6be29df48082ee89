with
    parts as (
        select * from {{ ref("int_revenue_parts_booked") }} where voided_on is null
    )
select
    cast(date_trunc('month', invoice_date) as date) as invoice_month,
    cast(date_trunc('month', booked_on) as date) as month,
    entity_id,
    currency,
    cast(sum(amount_minor) as bigint) as scheduled_minor,
    cast(sum(credited_minor) as bigint) as credited_minor,
    cast(sum(amount_minor - credited_minor) as bigint) as revenue_minor,
    cast(
        coalesce(sum(amount_minor - credited_minor) filter (is_recognised), 0) as bigint
    ) as recognised_minor,
from parts
group by all
