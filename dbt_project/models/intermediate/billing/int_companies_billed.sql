with recursive
    companies as (select * from {{ ref("stg_companies") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    -- up the tree of parents; `steps` ends a tree that bites its own tail
    climbed as (
        select company_id, company_id as payer_id, 0 as steps,
        from companies
        union all
        select climbed.company_id, parents.company_id, climbed.steps + 1,
        from climbed
        inner join companies as children on climbed.payer_id = children.company_id
        inner join
            companies as parents on children.parent_company_id = parents.company_id
        where children.bill_to_parent and climbed.steps < 20
    ),
    payers as (
        select company_id, arg_max(payer_id, steps) as payer_id,
        from climbed
        group by company_id
    )
select
    companies.company_id,
    payers.payer_id,
    companies.entity_id,
    companies.name,
    companies.currency,
    companies.tier,
    companies.country,
    companies.region,
    companies.tax_exempt,
    companies.reverse_charge,
    entities.time_zone,
    entities.rounding,
    entities.tax_rounding,
    entities.payment_terms_days,
    entities.late_usage_days,
    entities.proration_invoicing,
from companies
inner join payers on companies.company_id = payers.company_id
inner join entities on companies.entity_id = entities.entity_id
