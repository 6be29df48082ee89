with
    invoices as (
        select *
        from {{ ref("int_invoices_receivable") }}
        where closing_status is distinct from 'void'
    ),
    credit_notes as (
        select * from {{ ref("int_credit_notes_capped") }} where amount_minor > 0
    ),
    lines as (
        select
            invoice_id,
            sum(amount_minor + discount_minor + tax_minor) as explained_minor,
        from {{ ref("int_invoice_lines_united") }}
        group by invoice_id
    ),
    cuts as (
        select credit_note_no, invoice_id, sum(cut_minor) as explained_minor,
        from {{ ref("int_credit_note_cuts") }}
        group by credit_note_no, invoice_id
    ),
    totals as (
        select
            'invoice' as document_kind,
            invoices.invoice_id as document_id,
            invoices.company_id,
            invoices.currency,
            invoices.invoice_date as dated_on,
            invoices.total_minor - coalesce(lines.explained_minor, 0) as amount_minor,
        from invoices
        -- missing: an imported invoice that is a total and no more
        left join lines on invoices.invoice_id = lines.invoice_id
        union all
        select
            'credit_note',
            credit_notes.entity_id || ':' || credit_notes.credit_note_no,
            credit_notes.company_id,
            credit_notes.currency,
            credit_notes.dated_on,
            coalesce(cuts.explained_minor, 0)
            - (credit_notes.amount_minor - credit_notes.tax_minor)
        from credit_notes
        inner join invoices on credit_notes.invoice_id = invoices.invoice_id
        -- missing: a note on an invoice without lines
        left join
            cuts
            on credit_notes.credit_note_no = cuts.credit_note_no
            and credit_notes.invoice_id = cuts.invoice_id
    )
select
    document_kind,
    document_id,
    company_id,
    currency,
    dated_on,
    cast(amount_minor as bigint) as amount_minor,
from totals
where amount_minor <> 0
