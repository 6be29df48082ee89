{{ config(materialized="view") }}

with wallet_entries as (select * from {{ ref("int_wallet_entries_dated") }})
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
                        entries.reversed_kind in ('charge', 'expiry', 'refund'), false
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
inner join {{ ref("stg_wallet_entries") }} as given on entries.entry_id = given.entry_id
