with
    entries as (select * from {{ ref("int_wallet_entries_dated") }}),
    charges as (
        select *
        from entries
        where kind = 'charge' and payment_id is null and amount_minor > 0
    ),
    applied as (
        select document_id as entry_id, sum(amount_minor) as amount_minor,
        from {{ ref("int_receivable_movements") }}
        where source_kind = 'wallet' and event_kind = 'named_payment'
        group by document_id
    ),
    taken_back as (
        select
            document_id as entry_id,
            if(invoice_id is null, 'customer_credit', 'receivable') as account_role,
            - sum(amount_minor) as amount_minor,
        from {{ ref("int_receivable_movements") }}
        where event_kind = 'wallet_reversal' and movement in ('take_back', 'return')
        group by all
    ),
    postings as (
        select
            entry_id,
            unnest(
                case
                    if(kind = 'reversal', 'not ' || reversed_kind, kind)
                    when 'top_up'
                    then ['clearing', 'wallet_liability']
                    when 'promotional'
                    then ['expense', 'wallet_liability']
                    when 'expiry'
                    then ['wallet_liability', 'expense']
                    when 'not promotional'
                    then ['wallet_liability', 'expense']
                    when 'not expiry'
                    then ['expense', 'wallet_liability']
                    when 'not refund'
                    then ['clearing', 'wallet_liability']
                    -- a charge given back: what it had not settled is a loss
                    when 'not charge'
                    then ['refunds', 'wallet_liability']
                    else ['wallet_liability', 'clearing']
                end
            ) as account_role,
            unnest([amount_minor, - amount_minor]) as amount_minor,
        from entries
        where kind <> 'charge'
        union all
        select
            entry_id,
            unnest([account_role, 'refunds']),
            unnest([amount_minor, - amount_minor])
        from taken_back
        union all
        select
            charges.entry_id,
            unnest(['wallet_liability', 'receivable', 'customer_credit']),
            unnest(
                [
                    charges.amount_minor,
                    - coalesce(applied.amount_minor, 0),
                    coalesce(applied.amount_minor, 0) - charges.amount_minor
                ]
            )
        from charges
        -- missing: a charge for no invoice, or for one already settled
        left join applied on charges.entry_id = applied.entry_id
    )
select
    'wallet_' || entries.kind as document_kind,
    entries.entry_id as document_id,
    entries.dated_on as document_date,
    entries.entity_id,
    entries.account_company_id as company_id,
    entries.currency,
    postings.account_role,
    null as account,
    postings.amount_minor,
    entries.invoice_id,
from postings
inner join entries on postings.entry_id = entries.entry_id
