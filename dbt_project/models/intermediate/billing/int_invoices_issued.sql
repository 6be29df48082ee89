with
    run as (select * from {{ ref("stg_run_parameters") }}),
    invoices as (select * from {{ ref("stg_issued_invoices") }}),
    lines as (select * from {{ ref("stg_issued_invoice_lines") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    companies as (select * from {{ ref("stg_companies") }}),
    totals as (
        select
            invoice_id,
            cast(sum(coalesce(discount_minor, 0)) as bigint) as discount_minor,
            cast(sum(coalesce(tax_minor, 0)) as bigint) as tax_minor,
            min(period_start) as period_start,
            max(period_end) as period_end,
        from lines
        group by invoice_id
    )
select
    invoices.invoice_id,
    invoices.invoice_no,
    invoices.entity_id,
    invoices.company_id,
    -- what happened after as_of has not happened yet, nor the status it implies; a
    -- status without a date takes effect on the due date (semantics 7.4)
    case
        when
            invoices.status = 'void'
            and coalesce(invoices.voided_on, invoices.due_date) > run.as_of
        then 'issued'
        when
            invoices.status in ('paid', 'uncollectible')
            and coalesce(invoices.closed_on, invoices.due_date) > run.as_of
        then 'issued'
        else invoices.status
    end as status,
    invoices.invoice_date,
    coalesce(
        invoices.due_date, invoices.invoice_date + entities.payment_terms_days
    ) as due_date,
    totals.period_start,
    totals.period_end,
    coalesce(invoices.currency, companies.currency) as currency,
    cast(
        invoices.total_minor
        - coalesce(totals.discount_minor, 0)
        - coalesce(totals.tax_minor, 0) as bigint
    ) as subtotal_minor,
    coalesce(totals.discount_minor, 0) as discount_minor,
    coalesce(totals.tax_minor, 0) as tax_minor,
    invoices.total_minor,
    case when invoices.voided_on <= run.as_of then invoices.voided_on end as voided_on,
    case when invoices.closed_on <= run.as_of then invoices.closed_on end as closed_on,
from invoices
cross join run
inner join entities on invoices.entity_id = entities.entity_id
left join companies on invoices.company_id = companies.company_id
left join totals on invoices.invoice_id = totals.invoice_id
where invoices.invoice_date <= run.as_of
