with
    payments as (
        select
            *,
            case
                when method = 'wallet'
                then 'wallet_liability'
                when method in ('card', 'ach')
                then 'clearing'
                else 'bank'
            end as money_role,
        from {{ ref("int_payments_dated") }}
        where is_effective
    ),
    refunds as (select * from {{ ref("int_refunds_dated") }} where amount_minor > 0),
    movements as (select * from {{ ref("int_receivable_movements") }}),
    moved as (
        select
            event_kind,
            document_id,
            if(invoice_id is null, 'customer_credit', 'receivable') as account_role,
            sum(amount_minor) as amount_minor,
        from movements
        where
            event_kind in ('open_payment', 'named_payment', 'refund', 'reversal')
            and source_kind = 'payment'
            or event_kind = 'refund'
            and movement = 'return'
        group by all
    ),
    receipts as (
        select payment_id, money_role as account_role, amount_minor
        from payments
        union all
        select document_id, 'receivable', - amount_minor
        from moved
        where event_kind in ('open_payment', 'named_payment')
        union all
        select
            payments.payment_id,
            'customer_credit',
            coalesce(sum(moved.amount_minor), 0) - any_value(payments.amount_minor)
        from payments
        -- missing: nothing was open when it came
        left join
            moved
            on payments.payment_id = moved.document_id
            and moved.event_kind in ('open_payment', 'named_payment')
        group by payments.payment_id
    ),
    refunded as (
        select document_id as refund_id, account_role, - amount_minor as amount_minor
        from moved
        where event_kind = 'refund'
        union all
        -- money that went out although nothing was left of the payment to take back
        select
            refunds.refund_id,
            'refunds',
            any_value(refunds.amount_minor) + coalesce(sum(moved.amount_minor), 0)
        from refunds
        left join
            moved
            on refunds.refund_id = moved.document_id
            and moved.event_kind = 'refund'
        group by refunds.refund_id
        union all
        -- a refund is money that leaves, also where a wallet had paid (semantics 7.4)
        select
            refunds.refund_id,
            if(payments.method = 'wallet', 'clearing', payments.money_role),
            - refunds.amount_minor
        from refunds
        inner join payments on refunds.payment_id = payments.payment_id
    ),
    reversed as (
        select document_id as payment_id, account_role, - amount_minor as amount_minor
        from moved
        where event_kind = 'reversal'
        union all
        select payments.payment_id, payments.money_role, sum(moved.amount_minor)
        from moved
        inner join payments on moved.document_id = payments.payment_id
        where moved.event_kind = 'reversal'
        group by payments.payment_id, payments.money_role
    ),
    postings as (
        select
            'payment' as document_kind,
            payment_id as document_id,
            payment_id,
            * exclude (payment_id),
            cast(null as date) as refund_dated_on,
        from receipts
        union all
        select
            'payment_fee',
            payment_id,
            payment_id,
            -- the processor's fee, also where a wallet paid
            unnest(['fees', if(method = 'wallet', 'clearing', money_role)]),
            unnest([fee_minor, - fee_minor]),
            null
        from payments
        where fee_minor <> 0
        union all
        select
            'refund',
            refunded.refund_id,
            refunds.payment_id,
            refunded.account_role,
            refunded.amount_minor,
            refunds.dated_on
        from refunded
        inner join refunds on refunded.refund_id = refunds.refund_id
        union all
        select 'reversal', payment_id, payment_id, account_role, amount_minor, null
        from reversed
    )
select
    postings.document_kind,
    postings.document_id,
    case
        when postings.document_kind = 'refund'
        then postings.refund_dated_on
        when postings.document_kind = 'reversal'
        then payments.reversal_dated_on
        else payments.dated_on
    end as document_date,
    payments.entity_id,
    payments.account_company_id as company_id,
    payments.currency,
    postings.account_role,
    null as account,
    postings.amount_minor,
    payments.invoice_id,
from postings
inner join payments on postings.payment_id = payments.payment_id
