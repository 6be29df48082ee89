with
    entities as (select * from {{ ref("stg_entities") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    balances as (select * from {{ ref("int_receivable_balances") }}),
    days as (select * from {{ ref("int_aging_days_asked") }}),
    -- the run's day also holds what acts after it because the books are closed by then
    open_then as (
        select
            days.aged_on,
            balances.control,
            balances.item_id,
            balances.company_id,
            balances.currency,
            cast(sum(balances.balance_minor) as bigint) as balance_minor,
        from balances
        inner join
            days
            on balances.valid_to > days.aged_on
            and if(
                days.is_run_day,
                balances.valid_to = date '2101-01-01',
                balances.moved_on <= days.aged_on
            )
        group by all
        having sum(balances.balance_minor) <> 0
    ),
    credit_days as (
        select item_id, company_id, currency, min(moved_on) as booked_on,
        from balances
        where control = 'customer_credit'
        group by all
    ),
    aged as (
        select
            open_then.*,
            invoices.entity_id,
            invoices.invoice_no,
            invoices.invoice_date,
            invoices.due_date,
            if(
                entities.aging_basis = 'invoice_date',
                invoices.invoice_date,
                invoices.due_date
            ) as aged_from,
        from open_then
        inner join invoices on open_then.item_id = invoices.invoice_id
        inner join entities on invoices.entity_id = entities.entity_id
        where open_then.control = 'receivable'
    )
select
    aged_on,
    company_id,
    entity_id,
    item_id,
    invoice_no,
    invoice_date,
    due_date,
    aged_from,
    cast(aged_on - aged_from as integer) as age_days,
    {{ aging_bucket("aged_on - aged_from") }} as bucket,
    balance_minor as amount_minor,
    currency,
from aged
union all
-- unapplied credit is current, whenever it was booked (semantics 8.1a)
select
    open_then.aged_on,
    open_then.company_id,
    companies.entity_id,
    open_then.item_id,
    null,
    credit_days.booked_on,
    null,
    credit_days.booked_on,
    cast(open_then.aged_on - credit_days.booked_on as integer),
    'current',
    - open_then.balance_minor,
    open_then.currency,
from open_then
inner join companies on open_then.company_id = companies.company_id
inner join
    credit_days
    on open_then.item_id = credit_days.item_id
    and open_then.company_id = credit_days.company_id
    and open_then.currency = credit_days.currency
where open_then.control = 'customer_credit'
