{{ config(materialized="view") }}
{% set day_one = "date '2000-01-01'" -%}

with
    prices as (select * from {{ ref("stg_prices") }}),
    -- only where a product is sold by several intervals can one take another's place
    mixed as (
        select product_id
        from prices
        group by product_id
        having count(distinct(billing_interval, interval_count)) > 1
    ),
    charges as (
        select charge_id, price_id
        from {{ ref("int_charges_rated") }}
        where kind = 'recurring' and product_id in (select product_id from mixed)
    ),
    -- an item with a price of its own has that price's interval
    segments as (
        select segment_id, item_id
        from {{ ref("int_item_segments") }}
        where fixed_price_id is null
    ),
    items as (select * from {{ ref("int_items_scheduled") }}),
    compared as (
        select
            charges.charge_id,
            items.billing_interval as billed_interval,
            items.interval_count as billed_count,
            coalesce(
                prices.billing_interval, items.subscription_interval
            ) as priced_interval,
            {{
                price_interval_count(
                    "prices.billing_interval",
                    "prices.interval_count",
                    "items.subscription_interval_count",
                )
            }} as priced_count,
        from charges
        inner join segments on charges.charge_id = segments.segment_id
        inner join items on segments.item_id = items.item_id
        inner join prices on charges.price_id = prices.price_id
    )
select charge_id,
from compared
where
    (billed_interval in ('day', 'week')) <> (priced_interval in ('day', 'week'))
    -- three months are a quarter
    or {{ period_boundary(day_one, "billed_interval", "billed_count", 1) }}
    <> {{ period_boundary(day_one, "priced_interval", "priced_count", 1) }}
