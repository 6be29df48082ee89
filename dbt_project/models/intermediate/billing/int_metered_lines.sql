with
    segments as (select * from {{ ref("int_item_segments") }} where is_metered),
    quantities as (select * from {{ ref("int_metered_quantities") }}),
    charges as (select * from {{ ref("int_charges_rated") }} where kind = 'usage'),
    lives as (select * from {{ ref("int_item_lives") }}),
    straddling as (select * from {{ ref("int_straddling_lines_split") }}),
    -- of a line that charges periods in part, each has its own part
    claimed as (
        select *, null as is_whole_period,
        from {{ ref("int_charges_claimed") }} as lines
        anti join
            straddling
            on lines.invoice_id = straddling.invoice_id
            and lines.line_no = straddling.line_no
        union all by name
        select * exclude (service_start, days),
        from straddling
    ),
    -- cap and minimum shrink with the period, by day; quantities do not
    bounded as (
        select
            segments.* exclude (quantity),
            coalesce(
                segments.service_end <= segments.trial_ends_on, false
            ) as is_trial_only,
            quantities.meter,
            quantities.event_count,
            lives.usage_required,
            charges.price_id,
            charges.unit_amount,
            charges.charge_model,
            charges.price_rule,
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
    issued as (
        select
            capped.segment_id,
            cast(sum(claimed.amount_minor) as bigint) as issued_minor,
            sum(claimed.quantity) filter (
                claimed.kind in ('usage', 'prior_period_adjustment')
            ) as issued_quantity,
            min(claimed.period_start) as issued_from,
            max(claimed.period_end) as issued_to,
            count(*) as issued_line_count,
            min(claimed.invoice_date) as issued_on,
            max(claimed.invoice_date) as last_issued_on,
            bool_and(claimed.is_trial) as is_trial,
            bool_or(
                coalesce(
                    claimed.is_whole_period, {{ charges_more("claimed", "capped") }}
                )
            ) as is_part_of_more,
        from capped
        inner join
            claimed
            on capped.item_id = claimed.item_id
            and claimed.kind in ('usage', 'prior_period_adjustment', 'minimum_true_up')
            and claimed.period_start < capped.period_end
            and (
                claimed.period_start >= capped.period_start
                or {{ charges_more("claimed", "capped") }}
            )
        group by capped.segment_id
    ),
    received_late as (
        select segment_id, max(late_received_on) as late_received_on,
        from {{ ref("int_usage_placed") }}
        where late_received_on is not null
        group by segment_id
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
            -- the same use of the same days stays as issued, whatever it costs by now;
            -- a trial's end, which no line tells, moves what bounds it
            coalesce(
                abs(capped.quantity - issued.issued_quantity) < 0.000001
                and issued.issued_from = capped.service_start
                and issued.issued_to = capped.service_end
                and issued.is_trial = capped.is_trial_only
                and (
                    coalesce(capped.trial_ends_on <= capped.service_start, true)
                    or coalesce(capped.cap_minor, capped.minimum_minor) is null
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
