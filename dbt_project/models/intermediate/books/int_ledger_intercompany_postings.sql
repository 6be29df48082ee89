with
    movements as (
        select
            *,
            case
                when event_kind in ('open_payment', 'named_payment')
                then if(source_kind = 'wallet', 'wallet_charge', 'payment')
                when event_kind in ('invoice', 'application', 'take_back', 'release')
                then 'credit_application'
                when event_kind = 'credit_void'
                then 'void'
                else event_kind
            end as document_kind,
        from {{ ref("int_receivable_movements") }}
        where
            source_entity_id <> invoice_entity_id
            and movement in ('apply', 'take_back')
            and (
                source_kind in ('payment', 'wallet', 'invoice')
                or source_kind = 'credit_note'
                and event_kind <> 'void'
            )
    ),
    documents as (
        select document_kind, document_id, document_date
        from {{ ref("int_ledger_payment_postings") }}
        union all
        select document_kind, document_id, document_date
        from {{ ref("int_ledger_settlement_postings") }}
        union all
        select document_kind, document_id, document_date
        from {{ ref("int_ledger_void_postings") }}
        union all
        select document_kind, document_id, document_date
        from {{ ref("int_ledger_wallet_postings") }}
    ),
    dated as (
        select document_kind, document_id, any_value(document_date) as document_date,
        from documents
        group by document_kind, document_id
    ),
    named as (
        select
            * replace (
                if(
                    document_kind = 'credit_application', movement_id, document_id
                ) as document_id
            ),
            -- what was booked with the wrong seller: the credit where the invoice is,
            -- or the receivable where the money came
            if(
                document_kind = 'credit_application' or event_kind = 'void',
                'customer_credit',
                'receivable'
            ) as moved_role,
        from movements
    ),
    postings as (
        select
            *,
            unnest(
                [
                    source_entity_id,
                    invoice_entity_id,
                    source_entity_id,
                    invoice_entity_id
                ]
            ) as entity_id,
            unnest(
                [moved_role, moved_role, 'intercompany', 'intercompany']
            ) as account_role,
            unnest(
                [amount_minor, - amount_minor, - amount_minor, amount_minor]
            ) as posted_minor,
        from named
    )
select
    postings.document_kind,
    postings.document_id,
    dated.document_date,
    postings.entity_id,
    postings.company_id,
    postings.currency,
    postings.account_role,
    null as account,
    cast(postings.posted_minor as bigint) as amount_minor,
    postings.invoice_id,
from postings
inner join
    dated
    on postings.document_kind = dated.document_kind
    and postings.document_id = dated.document_id
