{{ config(materialized="view") }}

with
    claimed as (
        select * from {{ ref("int_recurring_terms_claimed") }} where may_be_reversed
    ),
    compared as (select * from {{ ref("int_recurring_lines_compared") }}),
    named as (select * from {{ ref("int_prices_named") }}),
    -- most terms have a line on the day they were issued from
    suspected as (
        select distinct item_id, item_period_id, quantity, named_price_id,
        from claimed
        where
            not exists (
                select 1
                from compared
                where
                    compared.item_id = claimed.item_id
                    and compared.line_start = claimed.turns_on
                    and compared.quantity = claimed.quantity
                    and coalesce(compared.named_price_id = claimed.named_price_id, true)
            )
    ),
    segments as (
        select *
        from {{ ref("int_item_segments") }}
        where not is_metered and item_id in (select item_id from suspected)
    ),
    -- the terms that hold in a period; an imported line may say no price
    held as (
        select distinct
            segments.item_period_id,
            segments.quantity,
            unnest(
                [{{ named_price("lines.price_id", "named.price_ids") }}, null]
            ) as named_price_id,
        from {{ ref("int_recurring_lines") }} as lines
        inner join segments on lines.segment_id = segments.segment_id
        -- missing: no change names a price
        left join named on lines.item_id = named.item_id
        where lines.is_trial is not true
    ),
    unrated as (
        select distinct segments.item_period_id
        from segments
        left join
            {{ ref("int_charges_rated") }} as charges
            on segments.segment_id = charges.charge_id
        -- missing: a charge at a price for the item's own interval
        left join
            {{ ref("int_charges_misfitting") }} as misfitting
            on segments.segment_id = misfitting.charge_id
        where
            segments.quantity <> 0
            and (charges.rounded_minor is null or misfitting.charge_id is not null)
    )
select
    suspected.*,
    coalesce(
        suspected.item_period_id in (select item_period_id from unrated), false
    ) as is_unrated,
from suspected
anti join
    held
    on suspected.item_period_id = held.item_period_id
    and suspected.quantity = held.quantity
    and suspected.named_price_id is not distinct from held.named_price_id
