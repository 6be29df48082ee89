with
    lines as (select * from {{ ref("stg_issued_invoice_lines") }}),
    completed as (select * from {{ ref("int_issued_lines_completed") }}),
    invoices as (select * from {{ ref("int_invoices_issued") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    products as (select * from {{ ref("stg_products") }}),
    read as (
        select
            lines.invoice_id,
            lines.line_no,
            'issued' as source,
            invoices.entity_id,
            -- the child whose subscription or work it is, on an invoice that its
            -- parent pays
            coalesce(
                lines.company_id,
                subscriptions.company_id,
                completed.company_id,
                invoices.company_id
            ) as company_id,
            invoices.invoice_date,
            invoices.currency,
            invoices.status <> 'void' as is_charging,
            coalesce(lines.kind, completed.kind) as kind,
            coalesce(
                lines.subscription_id, completed.subscription_id
            ) as subscription_id,
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
            lines.discounts_taken,
            coalesce(lines.tax_minor, 0) as tax_minor,
            lines.price_rule,
            lines.source_id,
            lines.tax_rate_id,
            lines.tax_percent,
            lines.tax_reason,
            lines.is_tax_inclusive,
            coalesce(products.recognition, 'on_delivery') as recognition,
            products.revenue_account,
            products.tax_code,
        from lines
        inner join invoices on lines.invoice_id = invoices.invoice_id
        left join
            completed
            on lines.invoice_id = completed.invoice_id
            and lines.line_no = completed.line_no
        left join
            subscriptions
            on coalesce(lines.subscription_id, completed.subscription_id)
            = subscriptions.subscription_id
        left join products on lines.product_id = products.product_id
    ),
    looked_up as ({{ issued_taxes_looked_up("read") }}),
    -- a fact stands as it is, also where the rate or the customer is another by now
    taxed as (
        select
            read.* exclude (tax_code) replace (
                if(
                    read.tax_reason is null, looked_up.tax_rate_id, read.tax_rate_id
                ) as tax_rate_id,
                if(
                    read.tax_reason is null, looked_up.tax_percent, read.tax_percent
                ) as tax_percent,
                coalesce(
                    read.tax_reason, if(looked_up.tax_rate_id is null, null, 'rated')
                ) as tax_reason,
                coalesce(
                    read.is_tax_inclusive, looked_up.is_tax_inclusive, false
                ) as is_tax_inclusive
            ),
            read.tax_reason is not null as says_tax,
        from read
        left join
            looked_up
            on read.invoice_id = looked_up.invoice_id
            and read.line_no = looked_up.line_no
    )
select
    * exclude (says_tax),
    -- as it was rated: an inclusive price contains the tax that the line shows apart
    amount_minor + if(is_tax_inclusive, tax_minor, 0) as rated_minor,
    -- what a credit or an adjustment of this line is taxed by
    if(
        says_tax,
        {
            'tax_rate_id':tax_rate_id,
            'tax_percent':tax_percent,
            'tax_reason':tax_reason,
            'is_tax_inclusive':is_tax_inclusive
        },
        null
    ) as issued_tax,
from taxed
