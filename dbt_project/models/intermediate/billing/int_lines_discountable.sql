{{ config(materialized="view") }}

with
    lines as (select * from {{ ref("int_lines_dated") }}),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
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
    -- invoices that an amount which carries over may have been taken on
    reached as (
        select issued.invoice_id,
        from issued
        inner join
            discounts
            on {{ discount_covers("discounts", "issued") }}
            and issued.invoice_date >= discounts.starts_on
        where discounts.kind = 'amount' and discounts.carries_over
        group by issued.invoice_id
    ),
    frozen as (
        select
            issued.invoice_id || '#' || issued.line_no as claim_key,
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
            issued.discount_minor as issued_discount_minor,
        from issued
        inner join reached on issued.invoice_id = reached.invoice_id
        inner join companies on issued.company_id = companies.company_id
        left join
            subscriptions on issued.subscription_id = subscriptions.subscription_id
        where
            issued.is_charging
            and issued.kind not in ('credit', 'prior_period_adjustment')
    )
select *
from drafted
union all by name
select *
from frozen
