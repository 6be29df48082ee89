{{ config(materialized="view") }}
select
    month,
    company_id,
    product_id,
    currency,
    cast(sum(mrr_minor) as bigint) as mrr_minor,
    count(*) filter (is_unrated) as unrated_count,
from {{ ref("int_mrr_items") }}
group by all
