{{ config(materialized="view") }}

with
    lines as (select * from {{ ref("int_lines_dated") }}),
    borne as (select * from {{ ref("int_discounts_borne") }})
select
    lines.*,
    coalesce(borne.discount_minor, 0) as discount_minor,
    borne.percent_steps,
    borne.amount_steps,
from lines
-- missing: no discount fell due on the line
left join borne on lines.claim_key = borne.claim_key
