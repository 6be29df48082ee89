with
    transactions as (select * from {{ ref("int_processor_transactions_united") }}),
    payouts as (select * from {{ ref("int_payouts_dated") }}),
    exchanged as (select * from {{ ref("int_payouts_exchanged") }} where is_exchanged),
    payments as (select * from {{ ref("int_payments_dated") }} where is_effective),
    movements as (select * from {{ ref("int_receivable_movements") }}),
    balances as (select * from {{ ref("int_invoice_balances") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    paid_out as (
        select
            'payout' as tie_out,
            payout_id as subject_id,
            entity_id,
            cast(null as varchar) as company_id,
            currency,
            'paid_out' as part,
            amount_minor,
        from payouts
        union all
        select
            'payout',
            payouts.payout_id,
            payouts.entity_id,
            null,
            payouts.currency,
            transactions.transaction_kind,
            transactions.amount_minor
        from payouts
        inner join
            transactions
            on payouts.payout_id = transactions.payout_id
            and payouts.currency = transactions.currency
        union all
        select 'payout', payout_id, entity_id, null, currency, 'exchange', valued_minor
        from exchanged
    ),
    processed as (
        select entity_id, currency, transaction_kind as part, amount_minor,
        from transactions
        union all
        select entity_id, currency, 'payout', - amount_minor
        from payouts
        union all
        select entity_id, from_currency, 'exchange', - from_minor
        from exchanged
        union all
        -- what left the other currencies came into the payout's
        select
            exchanged.entity_id,
            exchanged.currency,
            'exchange',
            any_value(exchanged.amount_minor) - coalesce(max(own.valued_minor), 0)
        from exchanged
        left join
            {{ ref("int_payouts_exchanged") }} as own
            on exchanged.payout_id = own.payout_id
            and not own.is_exchanged
        group by exchanged.payout_id, exchanged.entity_id, exchanged.currency
        union all
        select
            invoices.entity_id,
            invoices.currency,
            'settled_by_status',
            balances.settled_by_status_minor
        from balances
        inner join invoices on balances.invoice_id = invoices.invoice_id
        union all
        select entity_id, currency, 'booked', amount_minor
        from {{ ref("ledger_entries") }}
        where account_role = 'clearing'
    ),
    settled as (
        select
            account_company_id as company_id, currency, 'payment' as part, amount_minor,
        from payments
        union all
        select account_company_id, currency, 'wallet', amount_minor
        from {{ ref("int_wallet_entries_dated") }}
        where kind = 'charge' and payment_id is null
        union all
        select
            company_id,
            currency,
            if(event_kind = 'refund', 'refund', 'reversal'),
            amount_minor
        from movements
        where
            event_kind in ('refund', 'reversal', 'wallet_reversal')
            and movement in ('take_back', 'return')
            and source_kind in ('payment', 'wallet')
        union all
        select company_id, currency, 'unapplied', - amount_minor
        from {{ ref("int_unapplied_credits") }}
        where split_part(source_key, ':', 1) in ('payment', 'wallet')
        union all
        select
            invoices.company_id,
            invoices.currency,
            'booked',
            balances.paid_minor - balances.settled_by_status_minor
        from balances
        inner join invoices on balances.invoice_id = invoices.invoice_id
    )
select *
from paid_out
union all by name
select 'processor_balance' as tie_out, entity_id || ' ' || currency as subject_id, *
from processed
union all by name
select 'invoices_paid' as tie_out, company_id || ' ' || currency as subject_id, *
from settled
