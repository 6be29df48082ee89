with recursive
    lines as (
        select *, cast(0 as bigint) as discount_minor, from {{ ref("int_lines_dated") }}
    ),
    discounts as (
        select *, cast(null as bigint) as budget_minor,
        from {{ ref("int_discounts_due") }}
        where kind = 'percent'
    ),
    companies as (select * from {{ ref("int_companies_billed") }}),
    {{ take_discounts() }}
select
    lines.* replace (taken.discount_minor as discount_minor),
    taken.steps as percent_steps,
from lines
inner join taken on lines.claim_key = taken.claim_key
