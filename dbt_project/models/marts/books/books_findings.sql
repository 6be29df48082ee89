with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    entities as (select * from {{ ref("stg_entities") }}),
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
            given.landed_source
            || '/'
            || given.landed_file
            || '/'
            || given.landed_row as subject_id,
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
        from {{ ref("stg_applications") }} as given
        cross join as_of
        -- missing: a payment or an invoice of a later day
        left join
            applications
            on given.landed_source = applications.landed_source
            and given.landed_file = applications.landed_file
            and given.landed_row = applications.landed_row
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
    ),
    walleted as (
        select
            'wallet_entries' as subject_table,
            entries.entry_id as subject_id,
            entries.company_id,
            entries.amount_minor as stated_minor,
            entries.currency,
            entries.amount_minor as booked_minor,
            cast(null as varchar) as loss,
            case
                when
                    entries.kind = 'charge'
                    and given.invoice_no is not null
                    and entries.invoice_id is null
                then
                    'it names '
                    || given.invoice_no
                    || ', of which no invoice in '
                    || entries.currency
                    || ' is known by then; it is credit of the company'
                when
                    entries.kind = 'reversal'
                    and coalesce(given.reference, '')
                    not in (select entry_id from wallet_entries)
                then 'it names no entry known by then; it takes back a top-up'
                when
                    sum(
                        if(
                            entries.kind in ('top_up', 'promotional')
                            or coalesce(
                                entries.reversed_kind in ('charge', 'expiry', 'refund'),
                                false
                            ),
                            1,
                            -1
                        )
                        * entries.amount_minor
                    ) over (
                        partition by entries.company_id, entries.currency
                        order by given.booked_at
                    )
                    < 0
                then 'it leaves the wallet below zero (semantics 6.4)'
            end as remark,
        from wallet_entries as entries
        inner join
            {{ ref("stg_wallet_entries") }} as given
            on entries.entry_id = given.entry_id
    ),
    disputed as (
        select
            'disputes' as subject_table,
            given.dispute_id as subject_id,
            payments.company_id,
            given.amount_minor + given.fee_minor as stated_minor,
            payments.currency,
            if(
                coalesce(payments.is_effective, false),
                given.amount_minor + given.fee_minor,
                0
            ) as booked_minor,
            'payment '
            || given.payment_id
            || if(
                payments.payment_id is null,
                ' has not arrived by then',
                ' brought no money'
            ) as loss,
            if(
                given.status in ('won', 'lost') and given.closed_on is null,
                'it is '
                || given.status
                || ' without a date, and counts from its opening',
                null
            ) as remark,
        from {{ ref("stg_disputes") }} as given
        cross join as_of
        left join payments on given.payment_id = payments.payment_id
        where given.opened_on <= as_of.as_of
    ),
    reimbursed as (
        select
            'reimbursements' as subject_table,
            given.reimbursement_id as subject_id,
            cast(null as varchar) as company_id,
            given.amount_minor as stated_minor,
            coalesce(given.currency, entities.currency) as currency,
            if(
                given.approved_on is null or entities.entity_id is null,
                0,
                given.amount_minor
            ) as booked_minor,
            if(
                entities.entity_id is null,
                'it names no seller whose books it belongs to',
                'it was approved or paid without a date of approval'
            ) as loss,
        from {{ ref("stg_reimbursements") }} as given
        cross join as_of
        left join entities on given.entity_id = entities.entity_id
        where
            given.approved_on <= as_of.as_of
            or (
                given.approved_on is null
                and (
                    given.paid_on <= as_of.as_of
                    or lower(given.status) in ('approved', 'paid', 'reimbursed')
                )
            )
    ),
    paid_out as (
        select
            'payouts' as subject_table,
            given.payout_id as subject_id,
            given.amount_minor as stated_minor,
            given.currency,
            0 as booked_minor,
            'it names no seller whose books it belongs to' as loss,
        from {{ ref("stg_payouts") }} as given
        cross join as_of
        where given.paid_on <= as_of.as_of and given.entity_id is null
    ),
    closed as (
        select
            'issued_invoices' as subject_table,
            invoices.invoice_id as subject_id,
            invoices.company_id,
            invoices.total_minor as stated_minor,
            invoices.currency,
            invoices.total_minor as booked_minor,
            cast(null as varchar) as loss,
            'it is '
            || given.status
            || ' without a date, and counts as open until it is due on '
            || invoices.due_date as remark,
        from invoices
        inner join
            {{ ref("stg_issued_invoices") }} as given
            on invoices.invoice_id = given.invoice_id
        cross join as_of
        where
            invoices.closing_status is null
            and invoices.due_date > as_of.as_of
            and (
                (given.status = 'void' and given.voided_on is null)
                or (
                    given.status in ('paid', 'uncollectible')
                    and given.closed_on is null
                )
            )
    ),
    unrated as (
        select
            'subscription_items' as subject_table,
            company_id || ' ' || product_id || ' ' || currency as subject_id,
            company_id,
            cast(null as bigint) as stated_minor,
            currency,
            cast(null as bigint) as booked_minor,
            'recurring revenue leaves out '
            || unrated_count
            || ' of its items: no price, or an amount beyond the limits' as loss,
        from {{ ref("int_mrr_states_netted") }}
        cross join as_of
        where unrated_count > 0 and month = date_trunc('month', as_of.as_of)
    ),
    united as (
        select *
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
        union all by name
        select *
        from walleted
        union all by name
        select *
        from disputed
        union all by name
        select *
        from reimbursed
        union all by name
        select *
        from paid_out
        union all by name
        select *
        from closed
        union all by name
        select *
        from unrated
    )
select
    case
        when stated_minor is null
        then 'not_recurring'
        when booked_minor = stated_minor
        then 'booked_with_remark'
        when booked_minor = 0
        then 'not_booked'
        else 'booked_in_part'
    end as kind,
    subject_table,
    subject_id,
    company_id,
    if(booked_minor = stated_minor, remark, loss) as reason,
    -- what is not in the books; for a remark the whole amount, which is
    cast(
        if(
            booked_minor = stated_minor, stated_minor, stated_minor - booked_minor
        ) as bigint
    ) as amount_minor,
    currency,
from united
where booked_minor <> stated_minor or remark is not null or stated_minor is null
