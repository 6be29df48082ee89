with
    lines as (select * from {{ ref("stg_issued_invoice_lines") }}),
    invoices as (select * from {{ ref("int_invoices_issued") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    companies as (select * from {{ ref("stg_companies") }}),
    products as (select * from {{ ref("stg_products") }}),
    read as (
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
            products.tax_code,
        from lines
        inner join invoices on lines.invoice_id = invoices.invoice_id
        left join subscriptions on lines.subscription_id = subscriptions.subscription_id
        left join products on lines.product_id = products.product_id
    ),
    -- a credit or an adjustment was taxed as the charge that it changes
    changed as (
        select
            changing.invoice_id,
            changing.line_no,
            min(charges.invoice_date) as charged_on,
        from read as changing
        inner join
            read as charges
            on changing.item_id = charges.item_id
            and charges.period_start <= changing.period_start
            and changing.period_start < charges.period_end
            and charges.is_charging
            and charges.kind not in ('credit', 'prior_period_adjustment')
        where changing.kind in ('credit', 'prior_period_adjustment')
        group by changing.invoice_id, changing.line_no
    ),
    placed as (
        select
            read.*,
            companies.country,
            companies.region,
            coalesce(changed.charged_on, read.invoice_date) as taxed_on,
        from read
        left join
            changed
            on read.invoice_id = changed.invoice_id
            and read.line_no = changed.line_no
        left join companies on read.company_id = companies.company_id
    ),
    rates as ({{ best_tax_rates("placed") }})
select
    placed.* exclude (country, region, tax_code, taxed_on),
    -- the file has no rate: the one that held explains a tax, and no tax needs none
    if(placed.tax_minor <> 0, rates.tax_rate_id, null) as tax_rate_id,
    if(placed.tax_minor <> 0, rates.tax_percent, null) as tax_percent,
    if(
        placed.tax_minor <> 0 and rates.tax_rate_id is not null, 'rated', null
    ) as tax_reason,
    -- as it was rated: an inclusive price contains the tax that the line shows apart
    placed.amount_minor
    + if(rates.is_tax_inclusive, placed.tax_minor, 0) as rated_minor,
from placed
left join rates on {{ at_tax_place("placed", "rates") }}
