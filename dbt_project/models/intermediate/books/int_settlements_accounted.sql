with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    applications as (select * from {{ ref("int_applications_resolved") }}),
    moved as (
        select
            if(event_kind = 'write_off', 'write_offs', 'applications') as subject_table,
            document_id as subject_id,
            cast(null as varchar) as entity_id,
            abs(sum(amount_minor)) as booked_minor,
        from {{ ref("int_receivable_movements") }}
        where
            event_kind in ('application', 'take_back', 'write_off')
            and movement in ('apply', 'take_back')
        group by event_kind, document_id
    ),
    booked as (
        select *
        from moved
        union all
        select 'credit_notes', credit_note_no, entity_id, amount_minor
        from {{ ref("int_credit_notes_capped") }}
    ),
    named as (
        select
            'credit_notes' as subject_table,
            credit_note_no as subject_id,
            entity_id,
            invoice_no,
            issued_on as dated_on,
            amount_minor as stated_minor,
            'left to credit' as missing_word,
        from {{ ref("stg_credit_notes") }}
        union all
        select
            'write_offs',
            write_off_id,
            entity_id,
            invoice_no,
            written_off_on,
            amount_minor,
            'open'
        from {{ ref("stg_write_offs") }}
    ),
    noted as (
        select
            named.subject_table,
            named.subject_id,
            invoices.company_id,
            named.stated_minor,
            invoices.currency,
            coalesce(booked.booked_minor, 0) as booked_minor,
            case
                when named.stated_minor <= 0
                then 'its amount is not positive'
                when invoices.invoice_id is null
                then 'invoice ' || named.invoice_no || ' is not known by then'
                when named.subject_table = 'credit_notes' and booked.subject_id is null
                then 'invoice ' || named.invoice_no || ' was void before it'
                else
                    'invoice '
                    || named.invoice_no
                    || ' has no more '
                    || named.missing_word
            end as loss,
        from named
        cross join as_of
        -- missing: an invoice of a later day
        left join
            invoices
            on named.invoice_no = invoices.invoice_no
            and named.entity_id = invoices.entity_id
        left join
            booked
            on named.subject_table = booked.subject_table
            and named.subject_id = booked.subject_id
            and named.entity_id = coalesce(booked.entity_id, named.entity_id)
        where named.dated_on <= as_of.as_of
    ),
    applied as (
        select
            'applications' as subject_table,
            -- what it says, so that sorting its file renames nothing (semantics 7.3)
            given.document_id as subject_id,
            applications.company_id,
            given.amount_minor as stated_minor,
            right(applications.account_id, 3) as currency,
            sign(given.amount_minor) * coalesce(booked.booked_minor, 0) as booked_minor,
            coalesce('payment ' || given.payment_id, 'note ' || given.credit_note_no)
            || ' and invoice '
            || given.invoice_no
            || case
                when applications.document_id is null
                then ' are not both known by then'
                when given.amount_minor > 0
                then ' have no more left to apply, or stand on different accounts'
                else ' have no more applied to take back'
            end as loss,
        from {{ ref("int_applications_dated") }} as given
        cross join as_of
        -- missing: a payment or an invoice of a later day
        left join applications on given.document_id = applications.document_id
        left join
            booked
            on applications.document_id = booked.subject_id
            and booked.subject_table = 'applications'
        where given.applied_on <= as_of.as_of
    )
select *, cast(null as varchar) as remark,
from noted
union all by name
select *, cast(null as varchar) as remark,
from applied
