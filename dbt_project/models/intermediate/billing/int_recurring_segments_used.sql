{{ config(materialized="view") }}

with
    segments as (select * from {{ ref("int_recurring_segments_measured") }}),
    charges as (select * from {{ ref("int_charges_rated") }} where kind = 'recurring')
-- how much of the whole period's amount is used up at three points (semantics 4.2)
select
    segments.*,
    charges.rounded_minor as whole_minor,
    {{ used_minor("segments.from_units") }} as used_from_minor,
    {{ used_minor("segments.to_units") }} as used_to_minor,
    {{ used_minor("segments.charged_to_units") }} as used_charged_to_minor,
    charges.price_id,
    charges.unit_amount,
    charges.flat_amount,
    charges.charge_model,
    charges.minimum_minor,
    charges.price_rule,
    charges.rounding,
from segments
inner join charges on segments.segment_id = charges.charge_id
where charges.rounded_minor is not null
