with
    companies as (select * from {{ ref("stg_companies") }}),
    entities as (select * from {{ ref("stg_entities") }})
select
    companies.company_id,
    companies.entity_id,
    companies.currency,
    companies.created_on,
    entities.currency as entity_currency,
    entities.time_zone,
    entities.aging_basis,
    entities.rounding,
    entities.books_closed_through,
from companies
inner join entities on companies.entity_id = entities.entity_id
