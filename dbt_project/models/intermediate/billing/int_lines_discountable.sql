{{ config(materialized="view") }}

with
    lines as (select * from {{ ref("int_lines_dated") }}),
    issued as (select * from {{ ref("int_issued_lines_discountable") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    discounts as ({{ discounts_of_companies() }}),
    drafted as (
        select
            *,
            entity_id
            || '|'
            || payer_id
            || '|'
            || currency
            || '|'
            || invoice_date as invoice_key,
            false as is_issued,
            cast(null as bigint) as issued_discount_minor,
        from lines
    ),
    carried as (select * from discounts where kind = 'amount' and carries_over),
    -- invoices that an amount which carries over may have been taken on
    reached as (
        select issued.invoice_id,
        from issued
        inner join
            carried
            on {{ discount_covers("carried", "issued") }}
            and issued.invoice_date >= carried.starts_on
        group by issued.invoice_id
    ),
    -- what such an amount took of an issued line by its word, and what may be anybody's
    borne as (
        select
            taken.invoice_id,
            taken.line_no,
            taken.discount_id as named_discount_id,
            taken.taken_minor as issued_discount_minor,
        from {{ ref("int_discounts_taken") }} as taken
        inner join carried on taken.discount_id = carried.discount_id
        where taken.taken_minor is not null
        union all
        select
            issued.invoice_id,
            issued.line_no,
            null,
            if(issued.discounts_taken is null, issued.discount_minor, 0),
        from issued
        inner join reached on issued.invoice_id = reached.invoice_id
    ),
    frozen as (
        select
            concat_ws(
                '#', issued.invoice_id, issued.line_no, borne.named_discount_id
            ) as claim_key,
            issued.kind,
            issued.entity_id,
            issued.company_id,
            companies.payer_id,
            issued.currency,
            issued.subscription_id,
            issued.item_id,
            issued.product_id,
            subscriptions.contract_id,
            coalesce(issued.period_start, issued.invoice_date) as line_start,
            issued.rated_minor as amount_minor,
            issued.invoice_date,
            issued.invoice_id as invoice_key,
            true as is_issued,
            borne.named_discount_id,
            borne.issued_discount_minor,
        from issued
        inner join
            borne
            on issued.invoice_id = borne.invoice_id
            and issued.line_no = borne.line_no
        inner join companies on issued.company_id = companies.company_id
        left join
            subscriptions on issued.subscription_id = subscriptions.subscription_id
    )
select *
from drafted
union all by name
select *
from frozen
