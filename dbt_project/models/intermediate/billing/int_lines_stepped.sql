{{ config(materialized="view") }}

with
    lines as not materialized(
        select * from {{ ref("int_lines_taxed") }} where not is_upcoming
    ),
    charges as (select * from {{ ref("int_charges_explained") }}),
    recurring as not materialized(select * from {{ ref("int_recurring_lines_left") }}),
    metered as (select * from {{ ref("int_metered_lines") }}),
    metered_trials as (
        select segment_id from {{ ref("int_metered_lines") }} where is_trial_only
    ),
    commitments as (select * from {{ ref("int_commitments_due") }}),
    -- a true-up was priced, but it charges no quantity; nor do days of a trial
    priced as not materialized(
        select charges.*, lines.claim_key,
        from lines
        inner join charges on lines.charge_id = charges.charge_id
        left join recurring on lines.claim_key = recurring.claim_key
        left join metered_trials on lines.charge_id = metered_trials.segment_id
        where
            case
                when
                    lines.kind = 'minimum_true_up'
                    or (
                        lines.kind = 'prior_period_adjustment'
                        and recurring.segment_id is not null
                    )
                then charges.step_order = 10
                when
                    metered_trials.segment_id is not null
                    or (
                        recurring.segment_id is not null
                        and recurring.until_units is null
                    )
                then charges.step_order <= 20
                else true
            end
    ),
    of_items as not materialized(
        select
            recurring.*,
            lines.line_start as begins_on,
            lines.line_end as stops_on,
            if(lines.kind = 'credit', -1, 1) as direction,
            lines.rounding,
        from lines
        inner join recurring on lines.claim_key = recurring.claim_key
    ),
    of_meters as (
        select
            metered.*,
            lines.claim_key,
            lines.line_start as begins_on,
            lines.line_end as stops_on,
            lines.rounding,
        from lines
        inner join
            metered
            on lines.charge_id = metered.segment_id
            and lines.kind = metered.kind
    ),
    -- what is charged whole is rounded once
    rounded as (
        select claim_key, rounding, rounded_minor,
        from of_meters
        -- a period that its item did not live to see is not rated
        where
            kind <> 'minimum_true_up'
            and rounded_minor is not null
            and not is_trial_only
        union all
        select lines.claim_key, lines.rounding, charges.rounded_minor,
        from lines
        inner join
            {{ ref("int_charges_rated") }} as charges
            on lines.charge_id = charges.charge_id
        where lines.kind in ('time', 'one_off')
    ),
    of_contracts as (
        select
            commitments.*,
            commitments.interval_start as begins_on,
            commitments.line_end as stops_on,
        from lines
        inner join commitments on lines.claim_key = commitments.claim_key
    ),
    steps as not materialized(
        select *
        from priced
        union all by name
        {{ recurring_steps("of_items") }}
        union all by name
        {{ metered_steps("of_meters") }}
        union all by name
        select
            claim_key,
            100 as step_order,
            'rounded' as step,
            cast(1 as hugeint) as factor_numerator,
            cast(1 as hugeint) as factor_denominator,
            rounding,
            rounded_minor as change_minor,
        from rounded
        union all by name
        {{ commitment_steps("of_contracts") }}
    )
select *, 'amount' as part,
from steps
