with
    days as not materialized(select * from {{ ref("stg_usage_daily") }}),
    named as (
        select distinct
            company_id, meter, cast(date_trunc('month', local_date) as date) as month,
        from days
        where department_id is not null
    )
select
    named.company_id,
    named.meter,
    named.month,
    days.department_id,
    greatest(sum({{ scaled("days.quantity_sum", 6) }}), 0) as used_weight,
from days
inner join
    named
    on days.company_id = named.company_id
    and days.meter = named.meter
    and date_trunc('month', days.local_date) = named.month
group by all
