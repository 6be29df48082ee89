with
    credit_notes as (select * from {{ ref("int_credit_notes_capped") }}),
    movements as (
        select *
        from {{ ref("int_receivable_movements") }}
        where event_kind = 'credit_note' and movement = 'apply'
    ),
    applied as (
        select
            source_id as credit_note_no, invoice_id, sum(amount_minor) as applied_minor,
        from movements
        group by source_id, invoice_id
    ),
    cuts as (select * from {{ ref("int_credit_note_cuts") }}),
    cut_in_all as (
        select credit_note_no, invoice_id, sum(cut_minor) as cut_minor,
        from cuts
        group by credit_note_no, invoice_id
    ),
    postings as (
        -- deferred revenue first, then what had been recognised
        select
            credit_note_no,
            invoice_id,
            if(was_recognised, 'revenue', 'deferred_revenue') as account_role,
            if(was_recognised, revenue_account, null) as account,
            cut_minor as amount_minor,
        from cuts
        union all
        select
            credit_notes.credit_note_no,
            credit_notes.invoice_id,
            'revenue',
            null,
            credit_notes.amount_minor
            - credit_notes.tax_minor
            - coalesce(cut_in_all.cut_minor, 0)
        from credit_notes
        -- missing: a note on an invoice without lines
        left join
            cut_in_all
            on credit_notes.credit_note_no = cut_in_all.credit_note_no
            and credit_notes.invoice_id = cut_in_all.invoice_id
        union all
        select credit_note_no, invoice_id, 'tax_payable', null, tax_minor
        from credit_notes
        union all
        select
            credit_notes.credit_note_no,
            credit_notes.invoice_id,
            unnest(['receivable', 'customer_credit']),
            null,
            unnest(
                [
                    - coalesce(applied.applied_minor, 0),
                    coalesce(applied.applied_minor, 0) - credit_notes.amount_minor
                ]
            )
        from credit_notes
        -- missing: the invoice had nothing open, so all of it is credit
        left join
            applied
            on credit_notes.credit_note_no = applied.credit_note_no
            and credit_notes.invoice_id = applied.invoice_id
    )
select
    'credit_note' as document_kind,
    credit_notes.entity_id || ':' || credit_notes.credit_note_no as document_id,
    credit_notes.dated_on as document_date,
    credit_notes.entity_id,
    credit_notes.company_id,
    credit_notes.currency,
    postings.account_role,
    postings.account,
    postings.amount_minor,
    credit_notes.invoice_id,
from postings
inner join
    credit_notes
    on postings.credit_note_no = credit_notes.credit_note_no
    and postings.invoice_id = credit_notes.invoice_id
where credit_notes.amount_minor > 0
