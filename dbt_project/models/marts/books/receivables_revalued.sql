with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    open_invoices as (
        select
            invoices.invoice_id,
            invoices.entity_id,
            invoices.company_id,
            invoices.currency,
            entities.currency as books_currency,
            invoices.invoice_date,
            invoices.balance_minor,
            as_of.as_of,
        from {{ ref("invoices") }} as invoices
        inner join entities on invoices.entity_id = entities.entity_id
        cross join as_of
        where
            invoices.source = 'issued'
            and invoices.balance_minor <> 0
            and invoices.currency <> entities.currency
    ),
    valued as (
        select
            open_invoices.*,
            {% for side in ["issued", "current"] %}
                {{ side }}.rate as {{ side }}_rate,
                {{ convert_minor("open_invoices.balance_minor", side) }}
                as {{ side }}_minor,
            {% endfor %}
        from open_invoices
        -- missing: no rate by the invoice's date
        left join
            rates as issued
            on open_invoices.currency = issued.from_currency
            and open_invoices.books_currency = issued.to_currency
            and open_invoices.invoice_date >= issued.rate_on
            and open_invoices.invoice_date < issued.valid_to
        left join
            rates as current
            on open_invoices.currency = current.from_currency
            and open_invoices.books_currency = current.to_currency
            and open_invoices.as_of >= current.rate_on
            and open_invoices.as_of < current.valid_to
    )
select
    as_of,
    invoice_id,
    entity_id,
    company_id,
    currency,
    balance_minor,
    books_currency,
    cast(issued_rate as decimal(20, 10)) as issued_rate,
    issued_minor,
    cast(current_rate as decimal(20, 10)) as current_rate,
    current_minor,
    -- a debt of the customer that is worth more is a gain
    current_minor - issued_minor as revaluation_minor,
from valued
