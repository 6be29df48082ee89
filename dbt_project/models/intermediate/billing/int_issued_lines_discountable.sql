{{ config(materialized="view") }}

with
    issued as (
        select *
        from {{ ref("int_invoice_lines_issued") }} as lines
        where is_charging and {{ bears_discounts("lines") }}
    ),
    terms as (select * from {{ ref("int_item_terms") }}),
    items as (select * from {{ ref("stg_subscription_items") }}),
    -- what the item was on the line's day, of the few lines that only name it
    of_items as (
        select
            issued.* replace (
                coalesce(terms.product_id, items.product_id) as product_id
            ),
        from issued
        inner join items on issued.item_id = items.item_id
        -- missing: an item that is never charged here, or was not yet on that day
        asof left join
            terms
            on issued.item_id = terms.item_id
            and coalesce(issued.period_start, issued.invoice_date) >= terms.valid_from
        where issued.product_id is null
    )
select *
from issued
where
    product_id is not null
    or item_id is null
    or item_id not in (select item_id from items)
union all by name
select *
from of_items
