-- Items sum to products, products to companies; every grain opens with what it closed
-- with, and its movements are the change (semantics 9.1, 9.2).
with
    months as (select month from {{ ref("int_month_ends") }}),
    items as (select * from {{ ref("mrr_items_monthly") }}),
    products as (select * from {{ ref("mrr_monthly") }}),
    companies as (select * from {{ ref("mrr_companies_monthly") }}),
    grains as (
        select
            'items' as grain,
            month,
            company_id,
            product_id,
            currency,
            sum(opening_minor) as opening_minor,
            sum(closing_minor) as closing_minor,
            sum(change_minor) as change_minor,
            sum(arr_minor) as arr_minor,
        from items
        group by all
        union all
        select
            'products',
            month,
            company_id,
            product_id,
            currency,
            opening_minor,
            closing_minor,
            closing_minor - opening_minor,
            closing_minor * 12,
        from products
        union all
        select
            'companies',
            month,
            company_id,
            '',
            currency,
            opening_minor,
            closing_minor,
            new_minor
            + expansion_minor
            + contraction_minor
            + churn_minor
            + reactivation_minor,
            arr_minor,
        from companies
        union all
        select
            'products rolled up',
            month,
            company_id,
            '',
            currency,
            sum(opening_minor),
            sum(closing_minor),
            sum(closing_minor - opening_minor),
            sum(closing_minor * 12),
        from products
        group by all
    ),
    disagreeing as (
        select
            'the grains differ' as broken,
            company_id || ' ' || product_id || ' ' || month as example,
        from grains
        group by company_id, product_id, currency, month
        having
            max(opening_minor) <> min(opening_minor)
            or max(closing_minor) <> min(closing_minor)
            or max(change_minor) <> min(change_minor)
            or max(arr_minor) <> min(arr_minor)
    ),
    named as (
        select 'items do not sum to a movement', items.company_id || ' ' || items.month,
        from items
        inner join
            products
            on items.month = products.month
            and items.company_id = products.company_id
            and items.product_id = products.product_id
            and items.currency = products.currency
        group by items.company_id, items.product_id, items.currency, items.month
        having
            any_value(products.closing_minor - products.opening_minor)
            <> sum(items.change_minor) filter (items.movement is not null)
    ),
    exchanged as (
        select 'exchange moves what is not exchanged', company_id || ' ' || month,
        from companies
        where
            (currency = reporting_currency and reported_fx_minor <> 0)
            or reported_opening_minor
            + reported_new_minor
            + reported_expansion_minor
            + reported_contraction_minor
            + reported_churn_minor
            + reported_reactivation_minor
            + reported_fx_minor
            <> reported_closing_minor
    ),
    future as (
        select 'a month has not begun', grain || ' ' || month,
        from grains
        where month not in (select months.month from months)
    )
select *
from disagreeing
union all
select *
from named
union all
select *
from exchanged
union all
select *
from future
