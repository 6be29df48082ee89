with
    entities as (select * from {{ ref("stg_entities") }}),
    accounts as (
        select * from {{ ref("int_accounts_charted") }} where is_posted_by_role
    ),
    closed as (select * from {{ ref("stg_closed_transactions") }}),
    postings as (
        select *
        from {{ ref("int_ledger_invoice_postings") }}
        union all
        select *
        from {{ ref("int_ledger_credit_note_postings") }}
        union all
        select *
        from {{ ref("int_ledger_void_postings") }}
        union all
        select *
        from {{ ref("int_ledger_payment_postings") }}
        union all
        select *
        from {{ ref("int_ledger_settlement_postings") }}
        union all
        select *
        from {{ ref("int_ledger_cash_postings") }}
        union all
        select *
        from {{ ref("int_ledger_exchange_postings") }}
        union all
        select *
        from {{ ref("int_ledger_intercompany_postings") }}
        union all
        select *
        from {{ ref("int_ledger_wallet_postings") }}
    ),
    summed as (
        select
            postings.document_kind,
            postings.document_id,
            postings.document_date,
            postings.entity_id,
            postings.company_id,
            postings.currency,
            coalesce(postings.account, own.account, accounts.account) as account,
            postings.account_role,
            sum(postings.amount_minor) as amount_minor,
        from postings
        left join
            accounts
            on postings.account_role = accounts.role
            and accounts.entity_id is null
        -- missing: a seller without an account of its own for the role
        left join
            accounts as own
            on postings.account_role = own.role
            and postings.entity_id = own.entity_id
        group by all
        having sum(postings.amount_minor) <> 0
    )
select
    -- the third part is the version: booking a document twice is one transaction (7.3)
    summed.document_kind || ':' || summed.document_id || ':1' as transaction_id,
    cast(
        row_number() over (
            partition by summed.document_kind, summed.document_id
            order by
                summed.amount_minor desc,
                summed.account,
                summed.account_role,
                summed.company_id,
                summed.currency,
                summed.entity_id,
                summed.document_date
        ) as integer
    ) as posting_no,
    -- a document that comes dated inside closed books goes to the first open day; what
    -- was booked there before they closed stays (7.2)
    cast(
        coalesce(
            closed.booked_on,
            greatest(
                summed.document_date,
                coalesce(entities.books_closed_through + 1, summed.document_date)
            )
        ) as date
    ) as booked_on,
    summed.document_date,
    summed.account,
    summed.account_role,
    summed.entity_id,
    summed.company_id,
    summed.currency,
    cast(summed.amount_minor as bigint) as amount_minor,
    summed.document_kind,
    summed.document_id,
from summed
left join entities on summed.entity_id = entities.entity_id
-- missing: all that is booked on open days
left join
    closed
    on summed.document_kind || ':' || summed.document_id || ':1' = closed.transaction_id
    and summed.entity_id = closed.entity_id
    and summed.document_date = closed.document_date
    and closed.booked_on <= entities.books_closed_through
