with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    terms as (select * from {{ ref("int_item_terms") }}),
    spine as (
        select
            unnest(
                generate_series(
                    date_trunc('month', (select min(terms.valid_from) from terms)),
                    date_trunc('month', as_of.as_of),
                    interval 1 month
                )
            ) as month_start,
            as_of.as_of,
        from as_of
    )
select
    cast(month_start as date) as month,
    -- the running month is seen at as_of; no month lies after it (trap 35)
    least(last_day(month_start), as_of) as state_on,
from spine
