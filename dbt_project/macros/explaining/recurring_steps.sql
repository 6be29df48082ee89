{#
    How a recurring line comes from its whole period's exact amount (semantics 4.2):
    what is used up when the line ends, less what was used up when it began, each
    rounded; a credit is the negative of that. Trials, minimums, what changes make of a
    minimum, and reversals are steps of their own.
#}
{% macro recurring_steps(lines) -%}
    {%- set made_up -%}
        kind = 'minimum_true_up' or (
            segment_id is not null
            and kind = 'prior_period_adjustment'
            and true_up_minor <> 0
        )
    {%- endset -%}
    select
        claim_key,
        100 as step_order,
        'used_until' as step,
        proration as note,
        cast(until_units as hugeint) as factor_numerator,
        cast(whole_units as hugeint) as factor_denominator,
        rounding,
        period_start as starts_on,
        stops_on as ends_on,
        direction * until_minor as change_minor,
    from {{ lines }}
    where until_units is not null
    union all by name
    select
        claim_key,
        110 as step_order,
        'used_before' as step,
        proration as note,
        cast(since_units as hugeint) as factor_numerator,
        cast(whole_units as hugeint) as factor_denominator,
        rounding,
        period_start as starts_on,
        begins_on as ends_on,
        - direction * since_minor as change_minor,
    from {{ lines }}
    where since_units <> 0
    union all by name
    select
        claim_key,
        100 as step_order,
        'trial' as step,
        begins_on as starts_on,
        stops_on as ends_on,
        cast(0 as bigint) as change_minor,
    from {{ lines }}
    where
        segment_id is not null
        and until_units is null
        and kind not in ('minimum_true_up', 'prior_period_adjustment')
    union all by name
    select
        claim_key,
        100 as step_order,
        'minimum' as step,
        'prices' as source_table,
        price_id as source_key,
        cast(
            greatest(service_end - greatest(service_start, trial_ends_on), 0) as hugeint
        ) as factor_numerator,
        cast(period_end - period_start as hugeint) as factor_denominator,
        rounding,
        minimum_minor as base_minor,
        minimum_share_minor as change_minor,
    from {{ lines }}
    where {{ made_up }}
    union all by name
    select
        claim_key,
        110 as step_order,
        'less_charged' as step,
        begins_on as starts_on,
        stops_on as ends_on,
        - period_minor as change_minor,
    from {{ lines }}
    where {{ made_up }}
    union all by name
    select
        claim_key,
        120 as step_order,
        if(issued_line_count > 0, 'less_issued', 'less_charged') as step,
        if(issued_line_count > 0, 'issued_invoice_lines', null) as source_table,
        if(issued_line_count > 0, item_id, null) as source_key,
        issued_line_count::varchar as note,
        begins_on as starts_on,
        stops_on as ends_on,
        - issued_minor as change_minor,
    from {{ lines }}
    where segment_id is not null and kind = 'prior_period_adjustment'
    union all by name
    select
        claim_key,
        100 as step_order,
        'reversal' as step,
        'issued_invoice_lines' as source_table,
        item_id as source_key,
        line_start as starts_on,
        amount_minor as change_minor,
    from {{ lines }}
    where segment_id is null
{%- endmacro %}
