{{ config(materialized="view") }}

with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    closed as (select * from {{ ref("stg_closed_documents") }}),
    credit_notes as (
        select
            given.* exclude (issued_on),
            given.issued_on as dated_on,
            {{
                acting_on(
                    "given.issued_on",
                    "closed.acted_on",
                    "entities.books_closed_through",
                )
            }} as issued_on,
        from {{ ref("stg_credit_notes") }} as given
        left join entities on given.entity_id = entities.entity_id
        left join
            closed
            on 'credit_note:' || given.entity_id || ':' || given.credit_note_no
            = closed.document_key
    ),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    stated as (
        select credit_note_no, min(acts_on) as applied_on,
        from {{ ref("int_applications_dated") }}
        where credit_note_no is not null
        group by credit_note_no
    )
select
    coalesce(
        stated.applied_on <= greatest(credit_notes.issued_on, invoices.acts_on), false
    ) as has_applications,
    credit_notes.credit_note_no,
    credit_notes.dated_on,
    credit_notes.issued_on,
    credit_notes.amount_minor as stated_minor,
    credit_notes.tax_minor as stated_tax_minor,
    invoices.invoice_id,
    invoices.entity_id,
    invoices.company_id,
    invoices.account_id,
    invoices.currency,
    invoices.invoice_date,
    invoices.acts_on as invoice_acts_on,
    invoices.total_minor,
    invoices.tax_minor as invoice_tax_minor,
    coalesce(
        sum(greatest(credit_notes.amount_minor, 0)) over (
            partition by invoices.invoice_id
            order by credit_notes.issued_on, credit_notes.credit_note_no
            rows between unbounded preceding and 1 preceding
        ),
        0
    ) as stated_before_minor,
from credit_notes
cross join as_of
left join stated on credit_notes.credit_note_no = stated.credit_note_no
inner join
    invoices
    on credit_notes.invoice_no = invoices.invoice_no
    and coalesce(credit_notes.entity_id, invoices.entity_id) = invoices.entity_id
where
    credit_notes.dated_on <= as_of.as_of
    and credit_notes.issued_on <= coalesce(
        case when invoices.closing_status = 'void' then invoices.closing_on end,
        credit_notes.issued_on
    )
qualify
    row_number() over (
        partition by credit_notes.credit_note_no, credit_notes.entity_id
        order by invoices.invoice_id
    )
    = 1
