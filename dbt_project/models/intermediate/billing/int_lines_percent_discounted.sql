{{ config(materialized="view") }}

with recursive
    lines as not materialized(
        select *, cast(0 as bigint) as discount_minor,
        from {{ ref("int_lines_discountable") }}
    ),
    discounts as (
        select
            *,
            cast(null as bigint) as budget_minor,
            cast(null as bigint) as granted_minor,
        from {{ ref("int_discounts_due") }}
        where kind = 'percent'
    ),
    companies as (select * from {{ ref("int_companies_billed") }}),
    {{ take_discounts() }}
select
    lines.* replace (
        coalesce(taken.discount_minor, lines.discount_minor) as discount_minor
    ),
    taken.steps as percent_steps,
from lines
left join taken on lines.claim_key = taken.claim_key
