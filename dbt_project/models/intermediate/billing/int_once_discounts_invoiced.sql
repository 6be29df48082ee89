{{ config(materialized="view") }}

with
    issued as (
        select *
        from {{ ref("int_invoice_lines_issued") }} as lines
        where is_charging and {{ bears_discounts("lines") }}
    ),
    drafted as (
        select *
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
            issued.invoice_id as invoice_key,
            issued.invoice_date,
            false as is_taken,
            false as is_draft,
        from discounts
        inner join
            issued
            on {{ discount_covers("discounts", "issued") }}
            and discounts.starts_on <= issued.invoice_date
            and coalesce(discounts.only_currency = issued.currency, true)
        union all
        select
            discounts.discount_id,
            drafted.invoice_key,
            drafted.invoice_date,
            false as is_taken,
            true as is_draft,
        from discounts
        inner join
            drafted
            on {{ discount_covers("discounts", "drafted") }}
            and discounts.starts_on <= drafted.invoice_date
            and coalesce(discounts.only_currency = drafted.currency, true)
        union all
        select
            discount_id,
            invoice_id as invoice_key,
            invoice_date,
            true as is_taken,
            false as is_draft,
        from taken
    )
-- the issued one that took it, whatever its date, else the earliest, an issued one
-- where others have its day
select
    discount_id,
    first(
        invoice_key order by is_taken desc, invoice_date, is_draft, invoice_key
    ) as invoice_key,
from met
group by discount_id
