with
    companies as (select * from {{ ref("stg_companies") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    climbed as (select * from {{ ref("int_payers_climbed") }}),
    circled as (select company_id from climbed where payer_id = company_id),
    -- who pays for itself, and so for those below, is the top: the first in a circle
    -- too
    payers as (
        select
            climbed.company_id,
            coalesce(
                arg_min(climbed.payer_id, climbed.steps) filter (
                    circled.company_id is not null
                ),
                arg_max(climbed.payer_id, climbed.steps)
            ) as payer_id,
        from climbed
        left join circled on climbed.payer_id = circled.company_id
        anti join circled as own on climbed.company_id = own.company_id
        group by climbed.company_id
    )
select
    companies.company_id,
    coalesce(payers.payer_id, companies.company_id) as payer_id,
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
left join payers on companies.company_id = payers.company_id
inner join entities on companies.entity_id = entities.entity_id
