with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    applications as (select * from {{ ref("int_applications_dated") }})
select
    applications.payment_id,
    applications.credit_note_no,
    applications.source_key,
    -- nothing is applied before both of what it joins are there
    greatest(
        applications.acts_on, applications.given_on, invoices.acts_on
    ) as applied_on,
    applications.amount_minor,
    invoices.invoice_id,
    invoices.company_id,
    invoices.account_id,
    -- said when the money came, or later: then it changes what was done by default
    applications.acts_on <= applications.given_on as is_given_at_once,
    invoices.entity_id,
    invoices.acts_on as invoice_acts_on,
    applications.given_on,
    applications.document_id,
    applications.landed_source,
    applications.landed_file,
    applications.landed_row,
from applications
cross join as_of
inner join
    invoices
    on applications.invoice_no = invoices.invoice_no
    and coalesce(applications.entity_id, invoices.entity_id) = invoices.entity_id
where greatest(applications.applied_on, applications.given_dated_on) <= as_of.as_of
qualify
    row_number() over (
        partition by
            applications.landed_source,
            applications.landed_file,
            applications.landed_row
        order by
            invoices.company_id = applications.payer_id desc nulls last,
            invoices.invoice_id
    )
    = 1
