{{ config(materialized="view") }}
with
    invoices as (select * from {{ ref("invoices") }}),
    lines as (select * from {{ ref("invoice_lines") }}),
    products as (select * from {{ ref("stg_products") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    companies as (select * from {{ ref("stg_companies") }}),
    exponents as (select * from {{ ref("currencies") }}),
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    paid as (select * from {{ ref("int_invoice_payments_summed") }}),
    periods as (
        select
            invoice_id,
            any_value(subscription_id) as only_subscription_id,
            count(distinct subscription_id) as subscriptions,
        from lines
        group by invoice_id
    ),
    headers as (
        select
            invoices.*,
            exponents.exponent,
            paid.payment_id,
            paid.payment_method,
            paid.charge_id,
            paid.payment_at,
            paid.fee_minor,
            paid.refund_minor,
            if(
                periods.subscriptions = 1, periods.only_subscription_id, null
            ) as subscription_id,
        from invoices
        inner join exponents on invoices.currency = exponents.currency
        -- missing: an invoice without lines, or nothing paid on it
        left join periods on invoices.invoice_id = periods.invoice_id
        left join paid on invoices.invoice_id = paid.invoice_id
    ),
    listed as (
        select
            headers.* exclude (
                subscription_id, discount_minor, tax_minor, fee_minor, refund_minor
            ),
            'line_item' as record_type,
            lines.line_no,
            -- an imported invoice may number its lines as it likes, from 0 or with gaps
            row_number() over (
                partition by lines.invoice_id order by lines.line_no
            ) as place,
            lines.kind,
            lines.product_id,
            lines.subscription_id,
            lines.period_start as from_on,
            lines.period_end as to_on,
            lines.quantity,
            lines.unit_amount,
            lines.amount_minor as shown_minor,
        from lines
        inner join headers on lines.invoice_id = headers.invoice_id
        union all by name
        -- what belongs to the invoice as a whole: discount, tax, fee and refund
        select
            *,
            'header' as record_type,
            0 as place,
            period_start as from_on,
            period_end as to_on,
            discount_minor + tax_minor as shown_minor,
        from headers
    )
select
    listed.invoice_id as header_id,
    listed.invoice_id || '#' || listed.line_no as line_item_id,
    cast(listed.place as integer) as line_item_index,
    listed.record_type,
    cast(listed.invoice_date as timestamp) as created_at,
    listed.status as header_status,
    listed.kind as billing_type,
    listed.currency,
    listed.product_id,
    products.name as product_name,
    products.category as product_type,
    if(listed.payment_id is null, null, 'charge') as transaction_type,
    listed.quantity,
    -- a price keeps its decimals in major units
    cast(
        cast(listed.unit_amount as decimal(24, 10))
        * {{ major_units("1", "listed.exponent") }} as decimal(38, 14)
    ) as unit_amount,
    {{ major_units("-listed.discount_minor", "listed.exponent") }} as discount_amount,
    {{ major_units("listed.tax_minor", "listed.exponent") }} as tax_amount,
    {{ major_units("listed.shown_minor", "listed.exponent") }} as total_amount,
    listed.payment_id,
    listed.payment_method,
    listed.charge_id as payment_method_id,
    listed.payment_at,
    {{ major_units("listed.fee_minor", "listed.exponent") }} as fee_amount,
    {{ major_units("listed.refund_minor", "listed.exponent") }} as refund_amount,
    listed.subscription_id,
    if(listed.subscription_id is null, null, products.name) as subscription_plan,
    if(
        listed.subscription_id is null, null, cast(listed.from_on as timestamp)
    ) as subscription_period_started_at,
    if(
        listed.subscription_id is null, null, cast(listed.to_on as timestamp)
    ) as subscription_period_ended_at,
    case
        when subscriptions.subscription_id is null
        then null
        when subscriptions.ended_on <= as_of.as_of
        then 'canceled'
        when as_of.as_of < subscriptions.trial_ends_on
        then 'trialing'
        else 'active'
    end as subscription_status,
    listed.company_id as customer_id,
    cast(companies.created_on as timestamp) as customer_created_at,
    'customer' as customer_level,
    companies.name as customer_name,
    companies.name as customer_company,
    companies.email as customer_email,
    cast(null as varchar) as customer_city,
    companies.country as customer_country,
    listed.entity_id as source_relation,
from listed
cross join as_of
inner join companies on listed.company_id = companies.company_id
-- missing: a header, and a charge that is for no product or subscription
left join products on listed.product_id = products.product_id
left join subscriptions on listed.subscription_id = subscriptions.subscription_id
