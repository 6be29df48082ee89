with
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    credit_notes as (select * from {{ ref("int_credit_notes_capped") }}),
    payments as (select * from {{ ref("int_payments_dated") }} where is_effective),
    applications as (select * from {{ ref("int_applications_resolved") }}),
    payers as (
        select
            'payment:' || payment_id as source_key,
            account_company_id || '|' || currency as account_id,
            amount_minor,
            has_applications,
        from payments
        union all
        select
            'credit_note:' || credit_note_no, account_id, amount_minor, has_applications
        from credit_notes
    ),
    events as (
        select
            account_id,
            acts_on as occurred_on,
            invoice_date as dated_on,
            entity_id,
            'invoice:' || invoice_id as document_key,
            1 as turn,
            if(total_minor > 0, 'invoice', 'negative_invoice') as event_kind,
            'invoice:' || invoice_id as source_key,
            invoice_id,
            null as credit_source_key,
            abs(total_minor) as amount_minor,
            due_rank,
            invoice_id as document_id,
        from invoices
        where total_minor <> 0
        union all by name
        select *
        from {{ ref("int_money_events") }}
        union all by name
        select
            account_id,
            issued_on as occurred_on,
            dated_on,
            entity_id,
            'credit_note:' || entity_id || ':' || credit_note_no as document_key,
            2 as turn,
            'credit_note' as event_kind,
            'credit_note:' || credit_note_no as source_key,
            if(has_applications, null, invoice_id) as invoice_id,
            amount_minor,
            credit_note_no as document_id,
        from credit_notes
        where amount_minor > 0
        union all by name
        select
            account_id,
            applied_on as occurred_on,
            applied_on as dated_on,
            entity_id,
            'application:' || document_id as document_key,
            4 as turn,
            if(amount_minor > 0, 'application', 'take_back') as event_kind,
            source_key,
            invoice_id,
            abs(amount_minor) as amount_minor,
            document_id,
        from applications
        where amount_minor <> 0
        union all by name
        -- a first word on where money goes that came later than the money: what the
        -- order of due dates had settled is taken back, in a row of its own
        select
            payers.account_id,
            min(applications.applied_on) as occurred_on,
            min(applications.applied_on) as dated_on,
            4 as turn,
            'release' as event_kind,
            payers.source_key,
            any_value(payers.amount_minor) as amount_minor,
            0 as due_rank,
            payers.source_key as document_id,
        from applications
        inner join payers on applications.source_key = payers.source_key
        where applications.amount_minor > 0 and not payers.has_applications
        group by payers.account_id, payers.source_key
        union all by name
        select
            account_id,
            acts_on as occurred_on,
            dated_on,
            entity_id,
            'write_off:' || write_off_id as document_key,
            7 as turn,
            'write_off' as event_kind,
            'write_off:' || write_off_id as source_key,
            invoice_id,
            amount_minor,
            write_off_id as document_id,
        from {{ ref("int_write_offs_dated") }}
        union all by name
        -- a negative invoice that is void takes its credit back
        select
            account_id,
            closing_on as occurred_on,
            closing_dated_on as dated_on,
            entity_id,
            'closing:' || invoice_id as document_key,
            8 as turn,
            case
                when total_minor < 0
                then 'credit_void'
                when closing_status = 'void'
                then 'void'
                else 'close'
            end as event_kind,
            if(total_minor < 0, 'invoice:', 'settlement:') || invoice_id as source_key,
            if(total_minor < 0, null, invoice_id) as invoice_id,
            abs(total_minor) as amount_minor,
            invoice_id as document_id,
        from invoices
        where
            total_minor > 0
            and closing_status is not null
            or total_minor < 0
            and closing_status = 'void'
    )
select
    *,
    row_number() over (
        partition by account_id
        order by occurred_on, dated_on, turn, due_rank, source_key, document_id
    ) as step,
from events
