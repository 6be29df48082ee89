with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    balances as (select * from {{ ref("int_invoice_balances") }}),
    credits as (select * from {{ ref("int_unapplied_credits") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    aged as (
        select
            invoices.*,
            balances.balance_minor,
            if(
                entities.aging_basis = 'invoice_date',
                invoices.invoice_date,
                invoices.due_date
            ) as aged_from,
        from invoices
        inner join balances on invoices.invoice_id = balances.invoice_id
        inner join entities on invoices.entity_id = entities.entity_id
        where balances.balance_minor <> 0
    )
select
    as_of.as_of,
    aged.company_id,
    aged.entity_id,
    aged.invoice_id,
    aged.invoice_no,
    aged.invoice_date,
    aged.due_date,
    aged.aged_from,
    cast(as_of.as_of - aged.aged_from as integer) as age_days,
    {{ aging_bucket("as_of.as_of - aged.aged_from") }} as bucket,
    aged.balance_minor as amount_minor,
    aged.currency,
from aged
cross join as_of
union all
-- unapplied credit is current, whenever it was booked (semantics 8.1a)
select
    as_of.as_of,
    credits.company_id,
    companies.entity_id,
    credits.source_key,
    null,
    credits.booked_on,
    null,
    credits.booked_on,
    cast(as_of.as_of - credits.booked_on as integer),
    'current',
    - credits.amount_minor,
    credits.currency,
from credits
inner join companies on credits.company_id = companies.company_id
cross join as_of
