with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entries as (select * from {{ ref("stg_wallet_entries") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    payments as (select * from {{ ref("stg_payments") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    dated as (
        select
            entries.*,
            companies.entity_id,
            {{ local_date("entries.booked_at", "companies.time_zone") }} as booked_on,
        from entries
        inner join companies on entries.company_id = companies.company_id
    )
select
    dated.entry_id,
    dated.company_id,
    dated.entity_id,
    dated.currency,
    dated.kind,
    cast(abs(dated.amount_minor) as bigint) as amount_minor,
    dated.booked_on,
    dated.expires_on,
    invoices.invoice_id,
    coalesce(invoices.company_id, dated.company_id) as account_company_id,
    -- a payment of method wallet is the charge it names, booked once (semantics 7.4)
    payments.payment_id,
    -- a reversal names the entry it takes back; unnamed, it takes back a top-up
    if(
        dated.kind = 'reversal', coalesce(reversed.kind, 'top_up'), null
    ) as reversed_kind,
    if(
        dated.kind = 'reversal' and reversed.kind = 'charge',
        coalesce(
            'payment:' || reversed_payments.payment_id, 'wallet:' || reversed.entry_id
        ),
        null
    ) as reversed_source_key,
from dated
cross join as_of
left join
    invoices
    on dated.invoice_no = invoices.invoice_no
    and dated.currency = invoices.currency
left join dated as reversed on dated.reference = reversed.entry_id
left join
    payments as reversed_payments
    on reversed_payments.method = 'wallet'
    and reversed.entry_id = reversed_payments.reference
left join payments on payments.method = 'wallet' and dated.entry_id = payments.reference
where dated.booked_on <= as_of.as_of
qualify
    row_number() over (
        partition by dated.entry_id
        order by
            invoices.company_id = dated.company_id desc nulls last,
            invoices.invoice_id,
            payments.payment_id,
            reversed_payments.payment_id
    )
    = 1
