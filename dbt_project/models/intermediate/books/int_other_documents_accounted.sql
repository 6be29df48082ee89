with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    payments as (select * from {{ ref("int_payments_dated") }}),
    wallet_entries as (select * from {{ ref("int_wallet_entries_dated") }}),
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
                when entries.kind = 'reversal' and entries.reversed_id is null
                then
                    'it names no entry booked by then, or another reversal; it takes '
                    || 'back a top-up'
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
            'neither it nor the payments it pays out name one seller' as loss,
        from {{ ref("stg_payouts") }} as given
        cross join as_of
        where
            given.paid_on <= as_of.as_of
            and given.payout_id
            not in (select payout_id from {{ ref("int_payouts_dated") }})
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
    )
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
