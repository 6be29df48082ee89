with
    invoices as (select * from {{ ref("int_invoices_united") }}),
    lines as (select * from {{ ref("int_invoice_lines_united") }}),
    products as (select * from {{ ref("int_products_accounted") }}),
    priced as (
        select
            lines.invoice_id,
            lines.line_no,
            lines.company_id,
            lines.product_id,
            lines.kind,
            lines.meter,
            lines.subscription_id,
            lines.source_id,
            lines.quantity,
            lines.unit_amount,
            invoices.entity_id,
            invoices.currency,
            invoices.invoice_date,
            invoices.source,
            products.revenue_account,
            lines.amount_minor as charged_minor,
            lines.amount_minor + lines.discount_minor as net_minor,
            coalesce(lines.period_start, invoices.invoice_date) as starts_on,
            -- delivered at once, or without a period: one day
            case
                when
                    lines.recognition in ('straight_line', 'on_usage')
                    and lines.period_end > lines.period_start
                then lines.period_end
                else coalesce(lines.period_start, invoices.invoice_date) + 1
            end as ends_on,
        from lines
        inner join invoices on lines.invoice_id = invoices.invoice_id
        -- missing: a line without a product, or with one the catalogue forgot
        left join products on lines.product_id = products.product_id
    ),
    months as (
        select
            priced.*,
            date_trunc('month', starts_on)
            <> date_trunc('month', cast(ends_on - 1 as date)) as is_spread,
            cast(
                unnest(
                    generate_series(
                        date_trunc('month', starts_on),
                        date_trunc('month', cast(ends_on - 1 as date)),
                        interval 1 month
                    )
                ) as date
            ) as month,
        from priced
    ),
    weighed as not materialized(
        select
            *,
            invoice_id || '#' || line_no as whole_id,
            net_minor as whole_minor,
            month as part_order,
            least(ends_on, cast(month + interval 1 month as date))
            - greatest(starts_on, month) as weight,
        from months
    ),
    -- most lines fall into one month, which takes them whole
    split as ({{ allocate_several("weighed") }})
select
    invoice_id,
    line_no,
    month,
    is_spread,
    entity_id,
    company_id,
    product_id,
    currency,
    revenue_account,
    invoice_date,
    source,
    quantity,
    unit_amount,
    charged_minor,
    kind,
    meter,
    subscription_id,
    source_id,
    allocated_minor as amount_minor,
    -- no accrual before the invoice (semantics 9.4)
    greatest(last_day(month), invoice_date) as recognised_on,
from split
