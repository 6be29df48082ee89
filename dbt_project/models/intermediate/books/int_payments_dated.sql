with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    payments as (select * from {{ ref("stg_payments") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    charges as (
        select entry_id, booked_at
        from {{ ref("stg_wallet_entries") }}
        where kind = 'charge'
    ),
    -- only what was known the day it came decides whose account it stands on
    applied as (
        select payment_id, min(company_id) as company_id
        from {{ ref("int_applications_resolved") }}
        where
            payment_id is not null and is_given_at_once and invoice_acts_on <= given_on
        group by payment_id
    ),
    stated as (
        select payment_id, min(acts_on) as applied_on,
        from {{ ref("int_applications_dated") }}
        where payment_id is not null
        group by payment_id
    ),
    closed as (select * from {{ ref("stg_closed_documents") }}),
    dated as (
        select
            payments.* replace (
                coalesce(payments.currency, companies.currency) as currency
            ),
            companies.entity_id,
            {{ local_date("payments.received_at", "companies.time_zone") }} as dated_on,
            greatest(
                coalesce(payments.reversed_on, dated_on), dated_on
            ) as given_back_on,
            companies.books_closed_through,
            closed.acted_on,
            reversal.acted_on as reversal_acted_on,
        from payments
        inner join companies on payments.company_id = companies.company_id
        left join closed on 'payment:' || payments.payment_id = closed.document_key
        left join
            closed as reversal
            on 'reversal:' || payments.payment_id = reversal.document_key
    ),
    named as (
        select
            dated.*,
            {{
                acting_on(
                    "dated.dated_on", "dated.acted_on", "dated.books_closed_through"
                )
            }} as received_on,
            case
                when dated.status = 'reversed' and dated.given_back_on <= as_of.as_of
                then dated.given_back_on
            end as reversal_dated_on,
            invoices.invoice_id,
            invoices.acts_on as invoice_acts_on,
            invoices.company_id as invoice_company_id,
        from dated
        cross join as_of
        -- missing: a payment that names no invoice, or one we do not know
        left join
            invoices
            on dated.invoice_no = invoices.invoice_no
            and dated.currency = invoices.currency
        where dated.dated_on <= as_of.as_of
        qualify
            row_number() over (
                partition by dated.payment_id
                order by
                    invoices.company_id = dated.company_id desc nulls last,
                    invoices.entity_id = dated.entity_id desc nulls last,
                    invoices.invoice_id
            )
            = 1
    )
select
    named.payment_id,
    named.company_id,
    named.entity_id,
    -- a child may pay its parent's invoice: the money then stands on the parent's
    -- account
    coalesce(
        case
            when named.invoice_acts_on <= named.received_on
            then named.invoice_company_id
        end,
        applied.company_id,
        named.company_id
    ) as account_company_id,
    named.received_at,
    named.dated_on,
    named.received_on,
    named.amount_minor,
    named.currency,
    named.method,
    case
        when named.status = 'reversed' and named.reversal_dated_on is null
        then 'succeeded'
        else named.status
    end as status,
    named.reversal_dated_on,
    case
        when named.reversal_dated_on is not null
        then
            greatest(
                {{
                    acting_on(
                        "named.reversal_dated_on",
                        "named.reversal_acted_on",
                        "named.books_closed_through",
                    )
                }},
                named.received_on
            )
    end as reversed_on,
    -- a wallet charge is booked once, by whichever row is dated first (semantics 7.4)
    named.status in ('succeeded', 'reversed')
    and named.amount_minor > 0
    and (
        charges.entry_id is null or named.received_at <= charges.booked_at
    ) as is_effective,
    named.invoice_no,
    named.invoice_id,
    coalesce(stated.applied_on <= named.received_on, false) as has_applications,
    named.reference,
    named.fee_minor,
    named.stripe_charge_id,
    named.stripe_payout_id,
from named
left join applied on named.payment_id = applied.payment_id
left join stated on named.payment_id = stated.payment_id
left join
    charges on if(named.method = 'wallet', named.reference, null) = charges.entry_id
