{{ config(materialized="view") }}

with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    balances as (select * from {{ ref("int_receivable_balances") }}),
    -- the run's day, every month's end before it, and the days somebody kept an aging
    -- of
    asked as (
        select as_of as aged_on, true as is_run_day,
        from as_of
        union
        select
            cast(
                unnest(
                    generate_series(
                        date_trunc(
                            'month', (select min(balances.moved_on) from balances)
                        ),
                        date_trunc('month', as_of) - interval 1 month,
                        interval 1 month
                    )
                )
                + interval 1 month
                - interval 1 day as date
            ),
            false
        from as_of
        union
        select snapshot_date, false
        from {{ ref("stg_ar_aging") }}
        union
        select snapshot_date, false
        from {{ ref("stg_aging_snapshots") }}
    )
select asked.aged_on, max(asked.is_run_day) as is_run_day,
from asked
cross join as_of
where asked.aged_on <= as_of.as_of
group by asked.aged_on
