{{ config(materialized="view") }}

with
    lines as not materialized(
        select *
        from {{ ref("int_lines_credited") }}
        union all by name
        select *
        from {{ ref("int_commitments_due") }}
    ),
    companies as (select * from {{ ref("int_companies_billed") }}),
    products as (select * from {{ ref("stg_products") }}),
    placed as not materialized(
        select
            lines.*,
            coalesce(lines.tax_on, lines.invoice_date) as taxed_on,
            'draft:'
            || lines.entity_id
            || ':'
            || lines.payer_id
            || ':'
            || lines.currency
            || ':'
            || lines.invoice_date as invoice_id,
            companies.country,
            companies.region,
            companies.tax_exempt,
            companies.reverse_charge,
            companies.rounding,
            companies.tax_rounding,
            products.tax_code,
            coalesce(products.recognition, 'on_delivery') as recognition,
            products.revenue_account,
        from lines
        inner join companies on lines.company_id = companies.company_id
        -- a contract's true-up is for no product
        left join products on lines.product_id = products.product_id
    ),
    rates as ({{ best_tax_rates("placed") }})
select
    placed.* exclude (issued_tax),
    if(
        placed.issued_tax is null, rates.tax_rate_id, placed.issued_tax.tax_rate_id
    ) as tax_rate_id,
    if(
        placed.issued_tax is null, rates.tax_percent, placed.issued_tax.tax_percent
    ) as tax_percent,
    coalesce(
        placed.issued_tax.is_tax_inclusive, rates.is_tax_inclusive, false
    ) as is_tax_inclusive,
    case
        -- what changes a charge is taxed as that was, whoever is exempt by now
        when placed.issued_tax is not null
        then placed.issued_tax.tax_reason
        when placed.tax_exempt
        then 'exempt'
        when placed.reverse_charge
        then 'reverse_charge'
        when rates.tax_rate_id is null
        then 'no_rate'
        else 'rated'
    end as tax_reason,
from placed
left join rates on {{ at_tax_place("placed", "rates") }}
