with
    voids as (
        select * from {{ ref("int_invoices_receivable") }} where closing_status = 'void'
    ),
    taken_back as (
        select *
        from {{ ref("int_receivable_movements") }}
        where event_kind in ('void', 'credit_void') and movement = 'take_back'
    ),
    booked as (
        select *
        from {{ ref("int_ledger_invoice_postings") }}
        union all
        select postings.*
        from {{ ref("int_ledger_credit_note_postings") }} as postings
        where postings.account_role not in ('receivable', 'customer_credit')
    ),
    noted as (
        select invoice_id, sum(amount_minor) as noted_minor,
        from {{ ref("int_credit_notes_capped") }}
        group by invoice_id
    ),
    postings as (
        -- everything booked for the invoice, and for its credit notes, the other way
        -- round
        select
            voids.invoice_id,
            booked.account_role,
            booked.account,
            - booked.amount_minor as amount_minor,
        from voids
        inner join booked on voids.invoice_id = booked.invoice_id
        union all
        -- the applications that are taken back open the receivable again
        select
            document_id,
            unnest(
                [
                    'receivable',
                    case
                        when source_kind = 'write_off'
                        then 'bad_debt'
                        when source_kind = 'credit_note'
                        then 'refunds'
                        else 'customer_credit'
                    end
                ]
            ),
            null,
            unnest([- amount_minor, amount_minor])
        from taken_back
        union all
        -- what a credit note had already turned into credit of the company stays with
        -- it
        select noted.invoice_id, 'refunds', null, noted.noted_minor
        from noted
        inner join voids on noted.invoice_id = voids.invoice_id
    )
select
    'void' as document_kind,
    voids.invoice_id as document_id,
    voids.closing_dated_on as document_date,
    voids.entity_id,
    voids.company_id,
    voids.currency,
    postings.account_role,
    postings.account,
    postings.amount_minor,
    voids.invoice_id,
from postings
inner join voids on postings.invoice_id = voids.invoice_id
