with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    applications as (select * from {{ ref("stg_applications") }}),
    payments as (select * from {{ ref("stg_payments") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }})
select
    applications.payment_id,
    applications.credit_note_no,
    coalesce(
        'payment:' || applications.payment_id,
        'credit_note:' || applications.credit_note_no
    ) as source_key,
    greatest(applications.applied_on, invoices.invoice_date) as applied_on,
    applications.amount_minor,
    invoices.invoice_id,
    invoices.company_id,
    invoices.account_id,
    coalesce(
        'payment:' || applications.payment_id,
        'credit_note:' || applications.credit_note_no
    )
    || '>'
    || invoices.invoice_id
    || '#'
    || applications.landed_source
    || '/'
    || applications.landed_file
    || '/'
    || applications.landed_row as document_id,
    applications.landed_source,
    applications.landed_file,
    applications.landed_row,
from applications
cross join as_of
-- missing: the paying document, when it is a credit note
left join payments on applications.payment_id = payments.payment_id
inner join
    invoices
    on applications.invoice_no = invoices.invoice_no
    and coalesce(applications.entity_id, invoices.entity_id) = invoices.entity_id
where applications.applied_on <= as_of.as_of
qualify
    row_number() over (
        partition by
            applications.landed_source,
            applications.landed_file,
            applications.landed_row
        order by
            invoices.company_id = payments.company_id desc nulls last,
            invoices.invoice_id
    )
    = 1
