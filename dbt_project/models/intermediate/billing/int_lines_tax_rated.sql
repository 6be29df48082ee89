with
    lines as (
        select *
        from {{ ref("int_lines_credited") }}
        union all by name
        select *
        from {{ ref("int_commitments_due") }}
    ),
    companies as (select * from {{ ref("int_companies_billed") }}),
    products as (select * from {{ ref("stg_products") }}),
    rates as (select * from {{ ref("stg_tax_rates") }}),
    placed as (
        select
            lines.*,
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
    )
-- the most specific rate, then the most recent, then the greater id (semantics 5.7)
select
    placed.*,
    rates.tax_rate_id,
    rates.percent as tax_percent,
    coalesce(rates.inclusive, false) as is_tax_inclusive,
    case
        when placed.tax_exempt
        then 'exempt'
        when placed.reverse_charge
        then 'reverse_charge'
        when rates.tax_rate_id is null
        then 'no_rate'
        else 'rated'
    end as tax_reason,
from placed
left join
    rates
    on coalesce(rates.entity_id = placed.entity_id, rates.entity_id is null)
    and coalesce(rates.country = placed.country, rates.country is null)
    and coalesce(rates.region = placed.region, rates.region is null)
    and coalesce(rates.tax_code = placed.tax_code, rates.tax_code is null)
    and coalesce(rates.effective_from <= coalesce(tax_on, invoice_date), true)
    and coalesce(coalesce(tax_on, invoice_date) < rates.effective_to, true)
qualify
    row_number() over (
        partition by placed.claim_key
        order by
            (rates.entity_id is not null)::integer
            + (rates.country is not null)::integer
            + (rates.region is not null)::integer
            + (rates.tax_code is not null)::integer desc,
            rates.effective_from desc nulls last,
            rates.tax_rate_id desc
    )
    = 1
