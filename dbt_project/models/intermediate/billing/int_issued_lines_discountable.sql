{{ config(materialized="view") }}

with
    issued as not materialized(
        select *
        from {{ ref("int_invoice_lines_issued") }} as lines
        where is_charging and {{ bears_discounts("lines") }}
    ),
    terms as (select * from {{ ref("int_item_terms") }}),
    items as (select * from {{ ref("stg_subscription_items") }})
select *
from issued
where product_id is not null
union all by name
-- what the item was on the line's day, of the few lines that only name it
select issued.* replace (coalesce(terms.product_id, items.product_id) as product_id),
from issued
-- missing: a line that names no item, or one that nobody knows
left join items on issued.item_id = items.item_id
-- missing: an item that is never charged here, or was not yet on that day
asof left join
    terms
    on items.item_id = terms.item_id
    and coalesce(issued.period_start, issued.invoice_date) >= terms.valid_from
where issued.product_id is null
