with
    closed as (select * from {{ ref("stg_closed_documents") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    payments as (
        select
            given.payment_id,
            given.company_id,
            companies.entity_id,
            companies.books_closed_through,
            {{ local_date("given.received_at", "companies.time_zone") }} as dated_on,
        from {{ ref("stg_payments") }} as given
        inner join
            {{ ref("int_companies_zoned") }} as companies
            on given.company_id = companies.company_id
    ),
    -- a credit note is there once its invoice is
    credit_notes as (
        select given.*, invoices.acts_on as invoice_acts_on,
        from {{ ref("stg_credit_notes") }} as given
        -- missing: an invoice of a later day
        left join
            {{ ref("int_invoices_receivable") }} as invoices
            on given.invoice_no = invoices.invoice_no
            and given.entity_id = invoices.entity_id
    ),
    applications as (
        select
            given.*,
            payments.company_id as payer_id,
            coalesce(
                given.entity_id, payments.entity_id, credit_notes.entity_id
            ) as closing_entity_id,
            coalesce(payments.dated_on, credit_notes.issued_on) as given_dated_on,
            credit_notes.invoice_acts_on,
            coalesce(
                'payment:' || given.payment_id, 'credit_note:' || given.credit_note_no
            ) as source_key,
            coalesce(
                'payment:' || given.payment_id,
                'credit_note:'
                || coalesce(credit_notes.entity_id, given.entity_id)
                || ':'
                || given.credit_note_no
            ) as source_document_key,
        from {{ ref("stg_applications") }} as given
        left join payments on given.payment_id = payments.payment_id
        left join credit_notes on given.credit_note_no = credit_notes.credit_note_no
        -- two sellers may have a note of one number
        qualify
            row_number() over (
                partition by given.landed_source, given.landed_file, given.landed_row
                order by
                    credit_notes.entity_id = given.entity_id desc nulls last,
                    credit_notes.entity_id
            )
            = 1
    ),
    named as (
        select
            *,
            -- what it says names it, so that its place in a file does not (7.3)
            source_key
            || '>'
            || coalesce(entity_id || ':', '')
            || invoice_no
            || '#'
            || applied_on
            || '/'
            || amount_minor
            || '/'
            || row_number() over (
                partition by source_key, entity_id, invoice_no, applied_on, amount_minor
                order by landed_source, landed_file, landed_row
            ) as document_id,
        from applications
    )
select
    named.* exclude (invoice_acts_on),
    {{ acting_on("named.applied_on", "own.acted_on", "entities.books_closed_through") }}
    as acts_on,
    -- `greatest` leaves out what is empty
    greatest(
        {{
            acting_on(
                "named.given_dated_on",
                "source.acted_on",
                "entities.books_closed_through",
            )
        }},
        named.invoice_acts_on
    ) as given_on,
from named
left join entities on named.closing_entity_id = entities.entity_id
left join closed as own on 'application:' || named.document_id = own.document_key
left join closed as source on named.source_document_key = source.document_key
