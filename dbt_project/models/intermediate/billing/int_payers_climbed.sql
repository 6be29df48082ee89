with recursive
    companies as (select * from {{ ref("stg_companies") }}),
    -- of the many companies only those that a parent pays for
    billed_up as (
        select children.company_id, parents.company_id as payer_id,
        from companies as children
        inner join
            companies as parents on children.parent_company_id = parents.company_id
        where children.bill_to_parent
    ),
    -- `steps` ends a climb that comes into a circle from below
    climbed as (
        select company_id, payer_id, 1 as steps,
        from billed_up
        union all
        select climbed.company_id, billed_up.payer_id, climbed.steps + 1,
        from climbed
        inner join billed_up on climbed.payer_id = billed_up.company_id
        where climbed.payer_id <> climbed.company_id and climbed.steps < 100
    )
select company_id, payer_id, steps,
from climbed
