with
    payments as (select * from {{ ref("int_payments_dated") }} where is_effective),
    refunds as (select * from {{ ref("int_refunds_dated") }}),
    wallet_entries as (select * from {{ ref("int_wallet_entries_dated") }}),
    reversed as (
        select
            payments.*,
            cast(coalesce(sum(refunds.amount_minor), 0) as bigint) as refunded_minor,
        from payments
        -- missing: nothing was refunded before it was reversed
        left join
            refunds
            on payments.payment_id = refunds.payment_id
            and (refunds.refunded_on, refunds.dated_on)
            <= (payments.reversed_on, payments.reversal_dated_on)
        where payments.status = 'reversed'
        group by all
    )
select
    account_company_id || '|' || currency as account_id,
    received_on as occurred_on,
    dated_on,
    entity_id,
    'payment:' || payment_id as document_key,
    3 as turn,
    if(
        invoice_no is null and not has_applications, 'open_payment', 'named_payment'
    ) as event_kind,
    'payment:' || payment_id as source_key,
    if(has_applications, null, invoice_id) as invoice_id,
    amount_minor,
    payment_id as document_id,
from payments
where amount_minor > 0
union all by name
select
    account_company_id || '|' || currency as account_id,
    booked_on as occurred_on,
    dated_on,
    entity_id,
    'wallet:' || entry_id as document_key,
    3 as turn,
    'named_payment' as event_kind,
    'wallet:' || entry_id as source_key,
    invoice_id,
    amount_minor,
    entry_id as document_id,
from wallet_entries
where kind = 'charge' and payment_id is null and amount_minor > 0
union all by name
select
    account_company_id || '|' || currency as account_id,
    refunded_on as occurred_on,
    dated_on,
    entity_id,
    'refund:' || refund_id as document_key,
    5 as turn,
    'refund' as event_kind,
    'payment:' || payment_id as source_key,
    'credit_note:' || credit_note_no as credit_source_key,
    amount_minor,
    refund_id as document_id,
from refunds
where amount_minor > 0
union all by name
-- what was refunded by then is gone, whosever credit it took, and is not reversed too
select
    account_company_id || '|' || currency as account_id,
    reversed_on as occurred_on,
    reversal_dated_on as dated_on,
    entity_id,
    'reversal:' || payment_id as document_key,
    6 as turn,
    'reversal' as event_kind,
    'payment:' || payment_id as source_key,
    amount_minor - refunded_minor as amount_minor,
    payment_id as document_id,
from reversed
where amount_minor > refunded_minor
union all by name
select
    account_company_id || '|' || currency as account_id,
    booked_on as occurred_on,
    dated_on,
    entity_id,
    'wallet:' || entry_id as document_key,
    6 as turn,
    'wallet_reversal' as event_kind,
    reversed_source_key as source_key,
    amount_minor,
    entry_id as document_id,
from wallet_entries
where reversed_kind = 'charge' and amount_minor > 0
