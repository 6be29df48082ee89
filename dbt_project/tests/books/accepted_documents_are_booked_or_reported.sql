-- Nothing is lost: what was accepted by now is in the ledger or in the findings, to the
-- minor unit. The booked side is read from the ledger, not from the steps before it.
with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    zones as (select company_id, time_zone from {{ ref("int_companies_zoned") }}),
    stated as (
        select
            'payments' as subject_table,
            payments.payment_id as subject_id,
            payments.amount_minor,
        from {{ ref("stg_payments") }} as payments
        left join zones on payments.company_id = zones.company_id
        cross join as_of
        where
            payments.status in ('succeeded', 'reversed')
            and
            {{ local_date("payments.received_at", "coalesce(zones.time_zone, 'UTC')") }}
            <= as_of.as_of
        union all
        select 'refunds', refunds.refund_id, refunds.amount_minor
        from {{ ref("stg_refunds") }} as refunds
        left join
            {{ ref("stg_payments") }} as payments
            on refunds.payment_id = payments.payment_id
        left join zones on payments.company_id = zones.company_id
        cross join as_of
        where
            {{ local_date("refunds.refunded_at", "coalesce(zones.time_zone, 'UTC')") }}
            <= as_of.as_of
        union all
        select 'wallet_entries', entries.entry_id, abs(entries.amount_minor)
        from {{ ref("stg_wallet_entries") }} as entries
        left join zones on entries.company_id = zones.company_id
        cross join as_of
        where
            {{ local_date("entries.booked_at", "coalesce(zones.time_zone, 'UTC')") }}
            <= as_of.as_of
        union all
        select 'credit_notes', credit_note_no, amount_minor
        from {{ ref("stg_credit_notes") }}
        cross join as_of
        where issued_on <= as_of
        union all
        select 'applications', document_id, amount_minor
        from {{ ref("int_applications_dated") }}
        cross join as_of
        where applied_on <= as_of
        union all
        select 'write_offs', write_off_id, amount_minor
        from {{ ref("stg_write_offs") }}
        cross join as_of
        where written_off_on <= as_of
        union all
        select 'disputes', dispute_id, amount_minor + fee_minor
        from {{ ref("stg_disputes") }}
        cross join as_of
        where opened_on <= as_of
        union all
        select 'payouts', payout_id, amount_minor
        from {{ ref("stg_payouts") }}
        cross join as_of
        where paid_on <= as_of
        union all
        select 'reimbursements', reimbursement_id, amount_minor
        from {{ ref("stg_reimbursements") }}
        cross join as_of
        where
            approved_on <= as_of
            or approved_on is null
            and (
                paid_on <= as_of or lower(status) in ('approved', 'paid', 'reimbursed')
            )
    ),
    ledger as (
        select
            document_kind,
            document_id,
            account_role,
            sum(amount_minor) as amount_minor,
            account_role in ('clearing', 'bank', 'wallet_liability') as is_money,
        from {{ ref("ledger_entries") }}
        group by document_kind, document_id, account_role
    ),
    booked as (
        select 'payments' as subject_table, document_id as subject_id, amount_minor,
        from ledger
        where document_kind = 'payment' and is_money
        union all
        select 'refunds', document_id, - amount_minor
        from ledger
        where document_kind = 'refund' and is_money
        union all
        select 'wallet_entries', document_id, abs(amount_minor)
        from ledger
        where document_kind like 'wallet_%' and account_role = 'wallet_liability'
        union all
        select 'wallet_entries', entries.entry_id, ledger.amount_minor
        from ledger
        inner join
            {{ ref("int_wallet_entries_dated") }} as entries
            on ledger.document_id = entries.payment_id
        where
            ledger.document_kind = 'payment'
            and ledger.account_role = 'wallet_liability'
        union all
        select
            'credit_notes',
            substr(document_id, strpos(document_id, ':') + 1),
            - amount_minor
        from ledger
        where
            document_kind = 'credit_note'
            and account_role in ('receivable', 'customer_credit')
        union all
        select 'applications', caused_by_id, amount_minor
        from {{ ref("payment_applications") }}
        where
            caused_by_kind in ('application', 'take_back')
            and source_kind <> 'settlement'
        union all
        select 'write_offs', caused_by_id, amount_minor
        from {{ ref("payment_applications") }}
        where caused_by_kind = 'write_off'
        union all
        select 'disputes', document_id, - amount_minor
        from ledger
        where
            document_kind in ('dispute_opened', 'dispute_fee')
            and account_role = 'clearing'
        union all
        select 'payouts', document_id, - amount_minor
        from ledger
        where document_kind = 'payout' and account_role = 'clearing'
        union all
        select 'reimbursements', document_id, - amount_minor
        from ledger
        where document_kind = 'reimbursement_approved' and account_role = 'payable'
    ),
    accounted as (
        select subject_table, subject_id, amount_minor as stated_minor, 0 as found_minor
        from stated
        union all
        select subject_table, subject_id, 0, amount_minor
        from booked
        union all
        select subject_table, subject_id, 0, amount_minor
        from {{ ref("books_findings") }}
        where kind in ('not_booked', 'booked_in_part')
    )
select
    subject_table,
    subject_id,
    sum(stated_minor) as stated_minor,
    sum(found_minor) as found_minor,
from accounted
group by subject_table, subject_id
having sum(stated_minor) <> sum(found_minor)
