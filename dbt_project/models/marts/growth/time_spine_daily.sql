{{ config(materialized="view") }}
with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    months as (select min(month) as first_month, from {{ ref("int_month_ends") }})
select cast(spine.day as date) as day
from as_of
cross join months
cross join
    lateral unnest(
        generate_series(months.first_month, as_of.as_of, interval 1 day)
    ) as spine(day)
