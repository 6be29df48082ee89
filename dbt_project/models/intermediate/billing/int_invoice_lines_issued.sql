with
    lines as (select * from {{ ref("stg_issued_invoice_lines") }}),
    invoices as (select * from {{ ref("int_invoices_issued") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    products as (select * from {{ ref("stg_products") }})
select
    lines.invoice_id,
    lines.line_no,
    'issued' as source,
    invoices.entity_id,
    -- the child whose subscription it is, on an invoice that its parent pays
    coalesce(
        lines.company_id, subscriptions.company_id, invoices.company_id
    ) as company_id,
    invoices.invoice_date,
    invoices.currency,
    invoices.status <> 'void' as is_charging,
    lines.kind,
    lines.subscription_id,
    lines.item_id,
    lines.product_id,
    lines.price_id,
    lines.meter,
    lines.period_start,
    lines.period_end,
    cast(lines.quantity as decimal(30, 12)) as quantity,
    lines.unit_amount,
    lines.amount_minor,
    coalesce(lines.discount_minor, 0) as discount_minor,
    coalesce(lines.tax_minor, 0) as tax_minor,
    lines.price_rule,
    lines.source_id,
    coalesce(products.recognition, 'on_delivery') as recognition,
    products.revenue_account,
from lines
inner join invoices on lines.invoice_id = invoices.invoice_id
left join subscriptions on lines.subscription_id = subscriptions.subscription_id
left join products on lines.product_id = products.product_id
