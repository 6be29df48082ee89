{{ config(materialized="view") }}

with
    invoiced as (
        select
            company_id,
            subscription_id,
            item_id,
            product_id,
            currency,
            invoice_id as invoice_key,
            invoice_date,
            false as is_draft,
        from {{ ref("int_issued_lines_discountable") }}
        union all
        select
            company_id,
            subscription_id,
            item_id,
            product_id,
            currency,
            invoice_key,
            invoice_date,
            true as is_draft,
        from {{ ref("int_lines_discountable") }} as lines
        where not is_issued and {{ bears_discounts("lines") }}
    ),
    taken as (select * from {{ ref("int_discounts_taken") }}),
    discounts as (
        select * from ({{ discounts_of_companies() }}) where duration = 'once'
    ),
    -- every invoice that may be the first one of a discount
    met as (
        select
            discounts.discount_id,
            invoiced.invoice_key,
            invoiced.invoice_date,
            false as is_taken,
            invoiced.is_draft,
        from discounts
        inner join
            invoiced
            on {{ discount_covers("discounts", "invoiced") }}
            and discounts.starts_on <= invoiced.invoice_date
            and coalesce(discounts.only_currency = invoiced.currency, true)
        -- a line of no known product may be any product's
        where discounts.product_id is null or invoiced.product_id is not null
        union all
        select
            discount_id,
            invoice_id as invoice_key,
            invoice_date,
            true as is_taken,
            false as is_draft,
        from taken
    )
-- the first issued one that took it, whatever its date, else the earliest, an issued
-- one where others have its day
select
    discount_id,
    first(
        invoice_key order by is_taken desc, invoice_date, is_draft, invoice_key
    ) as invoice_key,
from met
group by discount_id
