with
    run as (select * from {{ ref("stg_run_parameters") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    held as (
        select *
        from {{ ref("int_items_held") }}
        union all by name
        select *
        from {{ ref("int_work_held") }}
    )
select held.*, companies.entity_id, companies.payer_id,
from held
inner join companies on held.company_id = companies.company_id
cross join run
where held.invoice_date <= run.as_of
