with
    segments as (select * from {{ ref("int_recurring_segments_measured") }}),
    -- what is capped is exact from then on
    charges as (
        select
            charge_id,
            price_id,
            minimum_minor,
            rounding,
            rounded_minor,
            if(is_capped, rounded_minor, rated_numerator) as exact_numerator,
            if(is_capped, 1, rated_denominator) as exact_denominator,
            if(is_capped, 100000000, price_factor) as price_factor,
        from {{ ref("int_charges_rated") }}
        where
            kind = 'recurring'
            and charge_id
            not in (select charge_id from {{ ref("int_charges_misfitting") }})
    ),
    -- how much of the whole period's amount is used up at three points (semantics 4.2)
    used as (
        select
            segments.*,
            {{ used_minor("segments.from_units") }} as used_from_minor,
            {{ used_minor("segments.to_units") }} as used_to_minor,
            {{ used_minor("segments.charged_to_units") }} as used_charged_to_minor,
            charges.price_id,
            charges.minimum_minor,
            charges.rounding,
        from segments
        inner join charges on segments.segment_id = charges.charge_id
        where charges.rounded_minor is not null
    ),
    periods as (
        select
            item_period_id,
            min(segment_start) as opens_on,
            max(segment_end) as closes_on,
            min(segment_start) filter (not is_in_arrears) as advances_on,
            bool_or(minimum_minor is not null) as has_minimum,
        from used
        group by item_period_id
    )
-- a stretch that opens the item's service in a period bills as recurring; in arrears
-- each does, unless the period was issued before the change was known
select
    used.* exclude (item_period_id),
    periods.has_minimum,
    periods.opens_on,
    periods.closes_on,
    used.segment_start = periods.opens_on as is_first,
    used.segment_start
    <= greatest(used.service_start, used.trial_ends_on) as is_opening,
    used.is_in_arrears and used.issued_to is null as is_by_segment,
    coalesce(used.segment_end <= used.trial_ends_on, false) as is_trial_only,
    -- part of the period was charged in advance to its end
    coalesce(used.segment_start >= periods.advances_on, false) as is_after_advance,
from used
inner join periods on used.item_period_id = periods.item_period_id
