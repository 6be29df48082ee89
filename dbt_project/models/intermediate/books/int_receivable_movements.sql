with
    replayed as (
        select *
        from {{ ref("int_receivables_replayed") }}
        where row_kind in ('apply', 'take_back', 'return', 'settle', 'void')
    ),
    events as (select * from {{ ref("int_receivable_events") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    sources as (
        select account_id, source_key, any_value(entity_id) as entity_id,
        from events
        where
            event_kind
            in ('negative_invoice', 'credit_note', 'open_payment', 'named_payment')
        group by account_id, source_key
    )
select
    -- named by the documents alone, so that a late document renames nothing (7.3)
    replayed.source_key
    || '>'
    || replayed.invoice_id
    || '@'
    || events.event_kind
    || ':'
    || events.document_id
    || ':'
    || replayed.row_kind as movement_id,
    left(replayed.account_id, -4) as company_id,
    right(replayed.account_id, 3) as currency,
    events.occurred_on,
    events.event_kind,
    events.document_id,
    replayed.row_kind as movement,
    split_part(replayed.source_key, ':', 1) as source_kind,
    substr(replayed.source_key, strpos(replayed.source_key, ':') + 1) as source_id,
    nullif(replayed.invoice_id, '') as invoice_id,
    invoices.entity_id as invoice_entity_id,
    -- the seller in whose books the money or the credit is
    sources.entity_id as source_entity_id,
    invoices.closing_status,
    cast(sum(replayed.amount_minor) as bigint) as amount_minor,
from replayed
inner join
    events on replayed.account_id = events.account_id and replayed.step = events.step
-- missing: money given back out of unapplied credit touches no invoice
left join invoices on replayed.invoice_id = invoices.invoice_id
-- missing: a write-off or a status, which bring nothing along
left join
    sources
    on replayed.account_id = sources.account_id
    and replayed.source_key = sources.source_key
group by all
