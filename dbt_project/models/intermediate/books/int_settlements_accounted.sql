with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    payments as (select * from {{ ref("int_payments_dated") }}),
    refunds as (select * from {{ ref("int_refunds_dated") }}),
    credit_notes as (select * from {{ ref("int_credit_notes_capped") }}),
    applications as (select * from {{ ref("int_applications_resolved") }}),
    wallet_entries as (select * from {{ ref("int_wallet_entries_dated") }}),
    moved as (
        select document_id, event_kind, abs(sum(amount_minor)) as moved_minor,
        from {{ ref("int_receivable_movements") }}
        where
            event_kind in ('application', 'take_back', 'write_off')
            and movement in ('apply', 'take_back')
        group by document_id, event_kind
    ),
    -- each document with what was booked of it, and why it would be less
    paid as (
        select
            'payments' as subject_table,
            payment_id as subject_id,
            company_id,
            amount_minor as stated_minor,
            currency,
            if(is_effective, amount_minor, 0) as booked_minor,
            if(
                amount_minor > 0,
                'it repeats wallet charge '
                || reference
                || ', which is booked from its own date',
                'its amount is not positive'
            ) as loss,
            case
                when not is_effective
                then null
                when invoice_no is not null and invoice_id is null
                then
                    'it names '
                    || invoice_no
                    || ', of which no invoice in '
                    || currency
                    || ' is known by then; it is credit of the company'
                when
                    method = 'wallet'
                    and payment_id not in (
                        select wallet_entries.payment_id
                        from wallet_entries
                        where wallet_entries.payment_id is not null
                    )
                then 'no wallet charge of its amount is known by then'
            end as remark,
        from payments
        where status in ('succeeded', 'reversed')
    ),
    refunded as (
        select
            'refunds' as subject_table,
            given.refund_id as subject_id,
            paid.company_id,
            given.amount_minor as stated_minor,
            coalesce(payments.currency, paid.currency, companies.currency) as currency,
            coalesce(refunds.amount_minor, 0) as booked_minor,
            case
                when given.amount_minor <= 0
                then 'its amount is not positive'
                when payments.payment_id is null
                then 'payment ' || given.payment_id || ' has not arrived by then'
                when not payments.is_effective
                then 'payment ' || given.payment_id || ' brought no money'
                else 'payment ' || given.payment_id || ' has no more left to give back'
            end as loss,
        from {{ ref("stg_refunds") }} as given
        cross join as_of
        inner join
            {{ ref("stg_payments") }} as paid on given.payment_id = paid.payment_id
        inner join companies on paid.company_id = companies.company_id
        -- missing: a payment of a later day
        left join payments on given.payment_id = payments.payment_id
        left join refunds on given.refund_id = refunds.refund_id
        where
            {{ local_date("given.refunded_at", "companies.time_zone") }} <= as_of.as_of
    ),
    noted as (
        select
            'credit_notes' as subject_table,
            given.credit_note_no as subject_id,
            invoices.company_id,
            given.amount_minor as stated_minor,
            invoices.currency,
            coalesce(credit_notes.amount_minor, 0) as booked_minor,
            case
                when given.amount_minor <= 0
                then 'its amount is not positive'
                when invoices.invoice_id is null
                then 'invoice ' || given.invoice_no || ' is not known by then'
                when credit_notes.credit_note_no is null
                then 'invoice ' || given.invoice_no || ' was void before it'
                else 'invoice ' || given.invoice_no || ' has no more left to credit'
            end as loss,
        from {{ ref("stg_credit_notes") }} as given
        cross join as_of
        -- missing: an invoice of a later day
        left join
            invoices
            on given.invoice_no = invoices.invoice_no
            and given.entity_id = invoices.entity_id
        left join
            credit_notes
            on given.credit_note_no = credit_notes.credit_note_no
            and given.entity_id = credit_notes.entity_id
        where given.issued_on <= as_of.as_of
    ),
    applied as (
        select
            'applications' as subject_table,
            -- what it says, so that sorting its file renames nothing (semantics 7.3)
            given.document_id as subject_id,
            applications.company_id,
            given.amount_minor as stated_minor,
            right(applications.account_id, 3) as currency,
            sign(given.amount_minor) * coalesce(moved.moved_minor, 0) as booked_minor,
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
            moved
            on applications.document_id = moved.document_id
            and moved.event_kind in ('application', 'take_back')
        where given.applied_on <= as_of.as_of
    ),
    written_off as (
        select
            'write_offs' as subject_table,
            given.write_off_id as subject_id,
            invoices.company_id,
            given.amount_minor as stated_minor,
            invoices.currency,
            coalesce(moved.moved_minor, 0) as booked_minor,
            case
                when given.amount_minor <= 0
                then 'its amount is not positive'
                when invoices.invoice_id is null
                then 'invoice ' || given.invoice_no || ' is not known by then'
                else 'invoice ' || given.invoice_no || ' has no more open'
            end as loss,
        from {{ ref("stg_write_offs") }} as given
        cross join as_of
        -- missing: an invoice of a later day
        left join
            invoices
            on given.invoice_no = invoices.invoice_no
            and given.entity_id = invoices.entity_id
        left join
            moved
            on given.write_off_id = moved.document_id
            and moved.event_kind = 'write_off'
        where given.written_off_on <= as_of.as_of
    )
select
    subject_table,
    subject_id,
    company_id,
    stated_minor,
    currency,
    booked_minor,
    loss,
    remark,
from paid
union all by name
select *
from refunded
union all by name
select *
from noted
union all by name
select *
from applied
union all by name
select *
from written_off
