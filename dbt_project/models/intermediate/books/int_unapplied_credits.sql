with
    replayed as (select * from {{ ref("int_receivables_replayed") }}),
    events as (select * from {{ ref("int_receivable_events") }})
select
    replayed.row_key as source_key,
    left(replayed.account_id, -4) as company_id,
    right(replayed.account_id, 3) as currency,
    events.occurred_on as booked_on,
    replayed.amount_minor,
from replayed
inner join
    events on replayed.account_id = events.account_id and replayed.step = events.step
where replayed.row_kind = 'credit' and replayed.amount_minor > 0
