with
    items as (select * from {{ ref("int_mrr_items") }} where mrr_minor <> 0),
    months as (select month from {{ ref("int_month_ends") }}),
    movements as (select * from {{ ref("mrr_movements") }}),
    -- what a month closes with, the next one opens with
    united as (
        select * exclude (mrr_minor, is_unrated), 0 as opening_minor, mrr_minor,
        from items
        union all by name
        select
            items.* exclude (month, mrr_minor, is_unrated),
            months.month,
            items.mrr_minor as opening_minor,
            0 as mrr_minor,
        from items
        inner join months on months.month = items.month + interval 1 month
    ),
    rolled as (
        select
            month,
            item_id,
            subscription_id,
            company_id,
            product_id,
            currency,
            cast(sum(opening_minor) as bigint) as opening_minor,
            cast(sum(mrr_minor) as bigint) as closing_minor,
        from united
        group by all
    )
select
    rolled.month,
    rolled.item_id,
    rolled.subscription_id,
    rolled.company_id,
    rolled.product_id,
    rolled.currency,
    rolled.opening_minor,
    rolled.closing_minor - rolled.opening_minor as change_minor,
    if(
        rolled.closing_minor <> rolled.opening_minor, movements.movement, null
    ) as movement,
    rolled.closing_minor,
    rolled.closing_minor * 12 as arr_minor,
from rolled
-- missing: the product as a whole did not change
left join
    movements
    on rolled.month = movements.month
    and rolled.company_id = movements.company_id
    and rolled.product_id = movements.product_id
    and rolled.currency = movements.currency
