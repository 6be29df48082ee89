{{ config(materialized="view") }}

with
    lines as not materialized(
        select * from {{ ref("int_lines_taxed") }} where not is_upcoming
    ),
    charges as (select * from {{ ref("int_charges_explained") }}),
    recurring as not materialized(select * from {{ ref("int_recurring_lines_left") }}),
    metered as (select * from {{ ref("int_metered_lines") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    commitments as (select * from {{ ref("int_commitments_due") }}),
    -- the row that states a quantity: the last change that did, or the item itself
    changed as (
        select item_id, counts_from, arg_max(change_id, changed_at) as change_id,
        from {{ ref("int_item_changes_dated") }}
        where quantity is not null
        group by all
    ),
    sources as (
        select
            lines.claim_key,
            case
                when lines.kind = 'time'
                then 'time_entries'
                when lines.kind = 'one_off'
                then 'one_off_charges'
                when recurring.claim_key is null
                then 'subscription_items'
                when lives.device_policy = 'prorate'
                then 'rmm_device_counts'
                when changed.change_id is not null
                then 'subscription_changes'
                else 'subscription_items'
            end as source_table,
            case
                when recurring.claim_key is not null and lives.device_policy = 'prorate'
                then
                    lives.company_id
                    || ' '
                    || lives.device_class
                    || ' '
                    || changed.counts_from
                else coalesce(lines.source_id, changed.change_id, lines.item_id)
            end as source_key,
        from lines
        left join recurring on lines.claim_key = recurring.claim_key
        left join lives on lines.item_id = lives.item_id
        asof left join
            changed
            on recurring.item_id = changed.item_id
            and recurring.segment_start >= changed.counts_from
    ),
    -- a true-up was priced, but it charges no quantity; nor do days of a trial
    priced as not materialized(
        select
            charges.* replace (
                if(
                    step = 'quantity', sources.source_table, charges.source_table
                ) as source_table,
                if(
                    step = 'quantity', sources.source_key, charges.source_key
                ) as source_key
            ),
            lines.claim_key,
        from lines
        inner join charges on lines.charge_id = charges.charge_id
        inner join sources on lines.claim_key = sources.claim_key
        left join recurring on lines.claim_key = recurring.claim_key
        where
            case
                when lines.kind = 'minimum_true_up'
                then charges.step_order = 10
                when recurring.segment_id is not null and recurring.until_units is null
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
    of_events as (
        select lines.claim_key, lines.rounding, charges.rounded_minor
        from lines
        inner join
            {{ ref("int_charges_rated") }} as charges
            on lines.charge_id = charges.charge_id
        where lines.kind in ('time', 'one_off')
    ),
    of_contracts as (
        select commitments.*, lines.line_start as begins_on, lines.line_end as stops_on,
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
        from of_events
        union all by name
        {{ commitment_steps("of_contracts") }}
    )
select *, 'amount' as part,
from steps
