with
    parts as (select * from {{ ref("int_revenue_parts_booked") }}),
    cuts as (select * from {{ ref("int_credit_note_cuts") }} where not was_recognised),
    moved as (
        select
            invoice_id,
            entity_id,
            company_id,
            currency,
            'invoiced' as movement,
            invoiced_on as moved_on,
            amount_minor,
        from parts
        union all
        select
            invoice_id,
            entity_id,
            company_id,
            currency,
            'recognised',
            booked_on,
            credited_deferred_minor - amount_minor
        from parts
        where is_recognised
        union all
        select
            invoice_id,
            entity_id,
            company_id,
            currency,
            'credited',
            issued_on,
            - cut_minor
        from cuts
        union all
        -- a void takes back what is still deferred
        select
            invoice_id,
            entity_id,
            company_id,
            currency,
            'voided',
            voided_on,
            credited_deferred_minor - amount_minor
        from parts
        where voided_on is not null and not is_recognised
    )
select
    invoice_id,
    entity_id,
    company_id,
    currency,
    movement,
    moved_on,
    cast(sum(amount_minor) as bigint) as amount_minor,
from moved
group by all
