with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entries as (select * from {{ ref("stg_wallet_entries") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    payments as (
        select *
        from {{ ref("int_payments_dated") }}
        where method = 'wallet' and is_effective
    ),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    closed as (select * from {{ ref("stg_closed_documents") }}),
    dated as (
        select
            entries.* replace (
                coalesce(entries.currency, companies.currency) as currency
            ),
            companies.entity_id,
            {{ local_date("entries.booked_at", "companies.time_zone") }} as dated_on,
            closed.acted_on,
            companies.books_closed_through,
            payments.payment_id,
        from entries
        inner join companies on entries.company_id = companies.company_id
        left join closed on 'wallet:' || entries.entry_id = closed.document_key
        -- a payment that says the same as the charge, and came no later than it
        left join
            payments
            on if(entries.kind = 'charge', entries.entry_id, null) = payments.reference
            and entries.company_id = payments.company_id
            and abs(entries.amount_minor) = payments.amount_minor
            and coalesce(entries.currency, companies.currency) = payments.currency
        qualify
            row_number() over (
                partition by entries.entry_id order by payments.payment_id
            )
            = 1
    ),
    acting as (
        select
            *,
            {{ acting_on("dated_on", "acted_on", "books_closed_through") }}
            as booked_on,
        from dated
    )
select
    dated.entry_id,
    dated.company_id,
    dated.entity_id,
    dated.currency,
    dated.kind,
    cast(abs(dated.amount_minor) as bigint) as amount_minor,
    dated.dated_on,
    dated.booked_on,
    dated.expires_on,
    invoices.invoice_id,
    coalesce(invoices.company_id, dated.company_id) as account_company_id,
    -- a payment of method wallet is the charge it names, booked once (semantics 7.4)
    dated.payment_id,
    -- a reversal takes back an entry that was booked by then and is none itself; where
    -- it names no such one, a top-up
    if(
        dated.kind = 'reversal', coalesce(reversed.kind, 'top_up'), null
    ) as reversed_kind,
    if(dated.kind = 'reversal', reversed.entry_id, null) as reversed_id,
    if(
        dated.kind = 'reversal' and reversed.kind = 'charge',
        coalesce('payment:' || reversed.payment_id, 'wallet:' || reversed.entry_id),
        null
    ) as reversed_source_key,
from acting as dated
cross join as_of
left join
    invoices
    on dated.invoice_no = invoices.invoice_no
    and dated.currency = invoices.currency
-- missing: what is no reversal, or names nothing
left join
    acting as reversed
    on dated.reference = reversed.entry_id
    and reversed.kind <> 'reversal'
    and reversed.booked_on <= dated.booked_on
where dated.dated_on <= as_of.as_of
qualify
    row_number() over (
        partition by dated.entry_id
        order by
            invoices.company_id = dated.company_id desc nulls last, invoices.invoice_id
    )
    = 1
