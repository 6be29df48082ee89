{{ config(materialized="view") }}

with
    lives as (select * from {{ ref("int_item_lives") }} where not is_metered),
    segments as (select * from {{ ref("int_item_segments") }} where not is_metered),
    changes as (select * from {{ ref("stg_subscription_changes") }}),
    -- what this home has charged at a price of the item's own, or in place of one
    claimed as (
        select * from {{ ref("int_charges_claimed") }} where price_rule is not null
    ),
    -- changes that it issued inside a period, also where nobody tells of them any more:
    -- another price is not the item's first one, nor the catalogue's of that day
    issued as (
        select begun.item_id, begun.price_id
        from claimed as begun
        inner join
            lives
            on begun.item_id = lives.item_id
            and begun.price_id is distinct from lives.fixed_price_id
        inner join
            claimed as ended
            on begun.item_id = ended.item_id
            and begun.period_start
            = if(ended.kind = 'credit', ended.period_start, ended.period_end)
            and begun.price_id <> ended.price_id
        anti join
            segments
            on begun.item_id = segments.item_id
            and begun.period_start = segments.service_start
        where
            ends_with(begun.price_rule, 'fixed:' || begun.price_id)
            and begun.kind in ('recurring', 'proration')
            and ended.kind in ('recurring', 'proration', 'credit')
    ),
    named as (
        select item_id, price_id
        from changes
        where price_id is not null
        union
        select item_id, price_id
        from issued
    )
select item_id, list(price_id order by price_id) as price_ids,
from named
group by item_id
