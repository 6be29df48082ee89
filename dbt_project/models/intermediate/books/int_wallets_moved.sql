with
    entries as (select * from {{ ref("int_wallet_entries_dated") }}),
    payments as (
        select *
        from {{ ref("int_payments_dated") }}
        where method = 'wallet' and is_effective
    ),
    movements as (select * from {{ ref("int_receivable_movements") }})
select
    'wallet:' || entry_id as document_key,
    entity_id,
    currency,
    booked_on as moved_on,
    if(
        kind in ('top_up', 'promotional')
        or coalesce(reversed_kind in ('charge', 'expiry', 'refund'), false),
        amount_minor,
        - amount_minor
    ) as amount_minor,
from entries
-- a charge that a payment says as well is booked once, by the payment (semantics 7.4)
where payment_id is null
union all
select 'payment:' || payment_id, entity_id, currency, received_on, - amount_minor
from payments
union all
select
    'reversal:' || payments.payment_id,
    payments.entity_id,
    payments.currency,
    movements.occurred_on,
    cast(- sum(movements.amount_minor) as bigint)
from movements
inner join payments on movements.document_id = payments.payment_id
where movements.event_kind = 'reversal'
group by all
