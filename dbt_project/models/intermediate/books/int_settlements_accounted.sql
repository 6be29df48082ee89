with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    applications as (select * from {{ ref("int_applications_resolved") }}),
    moved as (
        select
            event_kind = 'write_off' as is_write_off,
            document_id,
            abs(sum(amount_minor)) as booked_minor,
        from {{ ref("int_receivable_movements") }}
        where
            event_kind in ('application', 'take_back', 'write_off')
            and movement in ('apply', 'take_back')
        group by event_kind, document_id
    ),
    noted as (
        select
            'credit_notes' as subject_table,
            given.credit_note_no as subject_id,
            given.entity_id,
            given.invoice_no,
            given.issued_on as dated_on,
            given.amount_minor as stated_minor,
            capped.amount_minor as booked_minor,
            if(
                capped.credit_note_no is null,
                ' was void before it',
                ' has no more left to credit'
            ) as lacking,
        from {{ ref("stg_credit_notes") }} as given
        -- missing: a note whose invoice is not known, or was void before it
        left join
            {{ ref("int_credit_notes_capped") }} as capped
            on given.credit_note_no = capped.credit_note_no
            and given.entity_id = capped.entity_id
    ),
    written_off as (
        select
            'write_offs' as subject_table,
            given.write_off_id as subject_id,
            given.entity_id,
            given.invoice_no,
            given.written_off_on as dated_on,
            given.amount_minor as stated_minor,
            moved.booked_minor,
            ' has no more open' as lacking,
        from {{ ref("stg_write_offs") }} as given
        -- missing: one that found nothing open
        left join moved on given.write_off_id = moved.document_id and moved.is_write_off
    ),
    settled as (
        select
            given.subject_table,
            given.subject_id,
            invoices.company_id,
            given.stated_minor,
            invoices.currency,
            coalesce(given.booked_minor, 0) as booked_minor,
            case
                when given.stated_minor <= 0
                then 'its amount is not positive'
                when invoices.invoice_id is null
                then 'invoice ' || given.invoice_no || ' is not known by then'
                else 'invoice ' || given.invoice_no || given.lacking
            end as loss,
        from
            (
                select *
                from noted
                union all
                select *
                from written_off
            ) as given
        cross join as_of
        -- missing: an invoice of a later day
        left join
            invoices
            on given.invoice_no = invoices.invoice_no
            and given.entity_id = invoices.entity_id
        where given.dated_on <= as_of.as_of
    ),
    applied as (
        select
            'applications' as subject_table,
            -- what it says, so that sorting its file renames nothing (semantics 7.3)
            given.document_id as subject_id,
            applications.company_id,
            given.amount_minor as stated_minor,
            right(applications.account_id, 3) as currency,
            sign(given.amount_minor) * coalesce(moved.booked_minor, 0) as booked_minor,
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
        -- missing: one that found nothing to apply or take back
        left join
            moved
            on applications.document_id = moved.document_id
            and not moved.is_write_off
        where given.applied_on <= as_of.as_of
    )
select *, cast(null as varchar) as remark,
from settled
union all
select *, cast(null as varchar) as remark,
from applied
