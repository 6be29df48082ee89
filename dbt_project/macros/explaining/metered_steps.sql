{#
    How a metered line goes on from its rounded amount (semantics 3.3, 5.4): capped,
    filled up to its minimum and, where the period was issued, less what was issued.
    Trial days alone have none of it but the last (4.5).
#}
{% macro metered_steps(lines) -%}
    select
        claim_key,
        100 as step_order,
        'trial' as step,
        begins_on as starts_on,
        stops_on as ends_on,
        cast(0 as bigint) as change_minor,
    from {{ lines }}
    where is_trial_only
    union all by name
    select
        claim_key,
        120 as step_order,
        'period_cap' as step,
        'prices' as source_table,
        price_id as source_key,
        cap_minor as base_minor,
        charged_minor - rounded_minor as change_minor,
    from {{ lines }}
    where
        kind <> 'minimum_true_up'
        and charged_minor <> rounded_minor
        and not is_trial_only
    union all by name
    select
        claim_key,
        130 as step_order,
        'minimum' as step,
        'prices' as source_table,
        price_id as source_key,
        cast(1 as hugeint) as factor_numerator,
        cast(1 as hugeint) as factor_denominator,
        rounding,
        minimum_minor as base_minor,
        minimum_minor as change_minor,
    from {{ lines }}
    where kind = 'minimum_true_up'
    union all by name
    select
        claim_key,
        140 as step_order,
        'less_charged' as step,
        begins_on as starts_on,
        stops_on as ends_on,
        - charged_minor as change_minor,
    from {{ lines }}
    where kind = 'minimum_true_up'
    union all by name
    select
        claim_key,
        130 as step_order,
        'to_minimum' as step,
        'prices' as source_table,
        price_id as source_key,
        minimum_minor as base_minor,
        true_up_minor as change_minor,
    from {{ lines }}
    where kind = 'prior_period_adjustment' and true_up_minor <> 0
    union all by name
    select
        claim_key,
        140 as step_order,
        'less_issued' as step,
        'issued_invoice_lines' as source_table,
        item_id as source_key,
        cast(issued_line_count as varchar) as note,
        begins_on as starts_on,
        stops_on as ends_on,
        - issued_minor as change_minor,
    from {{ lines }}
    where kind = 'prior_period_adjustment'
{%- endmacro %}
