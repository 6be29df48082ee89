{#
    How a recurring line comes from its whole period's exact amount (semantics 4.2):
    what is used up when the line ends, less what was used up when it began, each
    rounded; a credit is the negative of that. Trials, minimums and reversals are steps
    of their own.
#}
{% macro recurring_steps(lines) -%}
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
    where until_units is not null and kind <> 'minimum_true_up'
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
    where since_units <> 0 and kind <> 'minimum_true_up'
    union all by name
    select
        claim_key,
        100 as step_order,
        'trial' as step,
        begins_on as starts_on,
        stops_on as ends_on,
        cast(0 as bigint) as change_minor,
    from {{ lines }}
    where segment_id is not null and until_units is null
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
    where kind = 'minimum_true_up'
    union all by name
    select
        claim_key,
        110 as step_order,
        'less_charged' as step,
        begins_on as starts_on,
        stops_on as ends_on,
        - period_minor as change_minor,
    from {{ lines }}
    where kind = 'minimum_true_up'
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
