with
    movements as (
        select * from {{ ref("int_receivable_movements") }} where invoice_id is not null
    ),
    settled as (
        -- credit that came earlier, used or given free again
        select
            *,
            'credit_application' as document_kind,
            movement_id as posted_id,
            'customer_credit' as against_role,
        from movements
        where
            event_kind in ('invoice', 'application', 'take_back', 'release')
            and movement in ('apply', 'take_back')
        union all
        select *, 'write_off', document_id, 'bad_debt'
        from movements
        where event_kind = 'write_off' and movement = 'apply'
        union all
        -- a status that says more than the rows do, and its way back when a row comes
        select
            *,
            if(event_kind = 'close', 'settlement', 'settlement_adjustment'),
            if(event_kind = 'close', invoice_id, movement_id),
            if(closing_status = 'paid', 'clearing', 'bad_debt')
        from movements
        where (event_kind = 'close' and movement = 'apply') or movement = 'settle'
    )
select
    document_kind,
    posted_id as document_id,
    occurred_on as document_date,
    invoice_entity_id as entity_id,
    company_id,
    currency,
    unnest([against_role, 'receivable']) as account_role,
    null as account,
    unnest([amount_minor, - amount_minor]) as amount_minor,
    invoice_id,
from settled
