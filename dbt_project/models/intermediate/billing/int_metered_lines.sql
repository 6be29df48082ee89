with
    segments as (select * from {{ ref("int_item_segments") }} where is_metered),
    quantities as (select * from {{ ref("int_metered_quantities") }}),
    charges as (select * from {{ ref("int_charges_rated") }} where kind = 'usage'),
    lives as (select * from {{ ref("int_item_lives") }}),
    issued as (select * from {{ ref("int_metered_periods_issued") }}),
    -- cap and minimum shrink with the period, by day; quantities do not
    bounded as (
        select
            segments.* exclude (quantity),
            coalesce(
                segments.service_end <= segments.trial_ends_on, false
            ) as is_trial_only,
            -- what a later run knows of a trial that has been moved since
            if(
                segments.service_start < segments.trial_ends_on
                and segments.trial_ends_on < segments.service_end,
                'after_trial:' || segments.trial_ends_on || ':',
                ''
            ) as trial_mark,
            quantities.meter,
            quantities.event_count,
            lives.usage_required,
            charges.price_id,
            charges.unit_amount,
            charges.charge_model,
            trial_mark || charges.price_rule as price_rule,
            charges.quantity,
            charges.rounded_minor,
            {{ day_share("charges.cap_minor", "charges.rounding", "segments") }}
            as cap_minor,
            {{ day_share("charges.minimum_minor", "charges.rounding", "segments") }}
            as minimum_minor,
        from segments
        inner join charges on segments.segment_id = charges.charge_id
        inner join quantities on segments.segment_id = quantities.segment_id
        inner join lives on segments.item_id = lives.item_id
    ),
    capped as (
        select
            *,
            case
                -- a flat amount falls due without usage, but not on a trial
                when is_trial_only and rounded_minor is not null
                then cast(0 as bigint)
                when abs(rounded_minor) > cap_minor
                then cast(sign(rounded_minor) * cap_minor as bigint)
                else rounded_minor
            end as amount_minor,
        from bounded
        where
            event_count > 0
            or not coalesce(usage_required, false)
            -- on trial days alone nothing can be missing
            or is_trial_only
    ),
    named as (select * from {{ ref("int_prices_named") }}),
    received_late as (
        select segment_id, max(late_received_on) as late_received_on,
        from {{ ref("int_usage_placed") }}
        where late_received_on is not null
        group by segment_id
        union all
        -- a count of none is a transaction too, the period's only one
        select
            capped.segment_id,
            max({{ local_date("readings.received_at", "companies.time_zone") }}),
        from capped
        inner join
            {{ ref("int_metered_readings") }} as readings
            on capped.segment_id = readings.segment_id
        inner join
            {{ ref("int_companies_billed") }} as companies
            on capped.company_id = companies.company_id
        where
            capped.meter is null
            and capped.charge_model = 'percentage'
            and capped.quantity = 0
        group by capped.segment_id
    ),
    compared as (
        select
            capped.*,
            capped.amount_minor as charged_minor,
            issued.issued_minor,
            issued.issued_quantity,
            issued.issued_line_count,
            issued.issued_on,
            greatest(
                coalesce(capped.minimum_minor - capped.amount_minor, 0), 0
            ) as true_up_minor,
            -- the same use of the same days on the same terms stays as issued, whatever
            -- it costs by now; a trial's end moves what bounds it and what is rated
            coalesce(
                not issued.is_reopened
                and not issued.is_taken_back
                and abs(capped.quantity - issued.issued_quantity) < 0.000001
                and issued.issued_from = capped.service_start
                and issued.issued_to = capped.service_end
                and issued.is_trial = capped.is_trial_only
                and coalesce(
                    {{ named_price("capped.price_id", "named.price_ids") }}
                    = {{ named_price("issued.issued_price_id", "named.price_ids") }},
                    true
                )
                and (
                    capped.trial_mark = regexp_extract(
                        coalesce(issued.issued_rule, ''), '^after_trial:[^:]*:'
                    )
                    or (
                        coalesce(capped.cap_minor, capped.minimum_minor) is null
                        and (
                            capped.charge_model <> 'percentage'
                            or issued.issued_rule is null
                        )
                    )
                )
                and (
                    capped.charge_model <> 'percentage'
                    or coalesce(
                        received_late.late_received_on <= issued.last_issued_on, true
                    )
                ),
                false
            ) as is_settled,
        from capped
        left join issued on capped.segment_id = issued.segment_id
        -- missing: no change names a price
        left join named on capped.item_id = named.item_id
        -- missing: everything came in time
        left join received_late on capped.segment_id = received_late.segment_id
        -- what an imported line charged with other periods is not charged again
        where issued.is_part_of_more is distinct from true
    )
select
    * replace (
        case
            when issued_line_count is null
            then amount_minor
            else cast(amount_minor + true_up_minor - issued_minor as bigint)
        end as amount_minor,
        case
            when issued_line_count is null
            then quantity
            else cast(quantity - coalesce(issued_quantity, 0) as decimal(38, 12))
        end as quantity,
        if(
            is_trial_only and issued_line_count is null,
            'trial:' || price_rule,
            price_rule
        ) as price_rule
    ),
    case
        when issued_line_count is null then 'usage' else 'prior_period_adjustment'
    end as kind,
from compared
where
    issued_line_count is null
    or (not is_settled and amount_minor + true_up_minor <> issued_minor)
union all by name
select
    * replace (true_up_minor as amount_minor, cast(1 as decimal(38, 12)) as quantity),
    'minimum_true_up' as kind,
from compared
where issued_line_count is null and true_up_minor > 0
union all by name
select *
from {{ ref("int_metered_periods_lost") }}
