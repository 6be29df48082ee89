{{ config(materialized="view") }}

select item_id, list(price_id) as price_ids,
from {{ ref("stg_subscription_changes") }}
where price_id is not null
group by item_id
