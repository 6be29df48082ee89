with
    invoices as (
        select * from {{ ref("int_invoices_receivable") }} where total_minor > 0
    ),
    events as (select * from {{ ref("int_receivable_events") }}),
    movements as (select * from {{ ref("int_receivable_movements") }}),
    moved as (
        select
            'receivable' as control,
            invoice_id as item_id,
            entity_id,
            company_id,
            currency,
            acts_on as moved_on,
            total_minor as amount_minor,
        from invoices
        union all
        select
            'receivable',
            invoice_id,
            entity_id,
            company_id,
            currency,
            closing_on,
            - total_minor
        from invoices
        where closing_status = 'void'
        union all
        select
            'receivable',
            invoice_id,
            invoice_entity_id,
            company_id,
            currency,
            occurred_on,
            - amount_minor
        from movements
        where movement in ('apply', 'take_back', 'settle')
        union all
        select
            'customer_credit',
            source_key,
            entity_id,
            left(account_id, -4),
            right(account_id, 3),
            occurred_on,
            amount_minor
        from events
        where
            event_kind
            in ('negative_invoice', 'credit_note', 'open_payment', 'named_payment')
        union all
        -- money that leaves takes its application back and gives no credit again, nor
        -- does a credit note whose invoice became void
        select
            'customer_credit',
            source_kind || ':' || source_id,
            source_entity_id,
            company_id,
            currency,
            occurred_on,
            if(movement = 'return', amount_minor, - amount_minor)
        from movements
        where
            (movement in ('apply', 'return'))
            and source_kind in ('payment', 'wallet', 'credit_note', 'invoice')
            or movement = 'take_back'
            and (
                event_kind in ('take_back', 'release')
                or event_kind = 'void'
                and source_kind in ('payment', 'wallet', 'invoice')
            )
    ),
    days as (
        select
            * exclude (amount_minor), cast(sum(amount_minor) as bigint) as change_minor,
        from moved
        group by all
    )
select
    *,
    cast(
        sum(change_minor) over (
            partition by control, item_id, entity_id, company_id, currency
            order by moved_on
        ) as bigint
    ) as balance_minor,
    lead(moved_on, 1, date '2101-01-01') over (
        partition by control, item_id, entity_id, company_id, currency order by moved_on
    ) as valid_to,
from days
