with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    payments as (
        select
            given.payment_id,
            given.company_id,
            {{ local_date("given.received_at", "companies.time_zone") }} as given_on,
        from {{ ref("stg_payments") }} as given
        inner join
            {{ ref("int_companies_zoned") }} as companies
            on given.company_id = companies.company_id
    ),
    credit_notes as (select * from {{ ref("stg_credit_notes") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    applications as (
        select
            given.*,
            payments.company_id as payer_id,
            coalesce(payments.given_on, credit_notes.issued_on) as given_on,
            coalesce(
                'payment:' || given.payment_id, 'credit_note:' || given.credit_note_no
            ) as source_key,
        from {{ ref("stg_applications") }} as given
        left join payments on given.payment_id = payments.payment_id
        left join credit_notes on given.credit_note_no = credit_notes.credit_note_no
    )
select
    applications.payment_id,
    applications.credit_note_no,
    applications.source_key,
    -- nothing is applied before both of what it joins are there
    greatest(
        applications.applied_on, applications.given_on, invoices.invoice_date
    ) as applied_on,
    applications.amount_minor,
    invoices.invoice_id,
    invoices.company_id,
    invoices.account_id,
    -- said when the money came, or later: then it changes what was done by default
    applications.applied_on <= applications.given_on as is_given_at_once,
    invoices.invoice_date,
    applications.given_on,
    applications.source_key
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
inner join
    invoices
    on applications.invoice_no = invoices.invoice_no
    and coalesce(applications.entity_id, invoices.entity_id) = invoices.entity_id
where greatest(applications.applied_on, applications.given_on) <= as_of.as_of
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
