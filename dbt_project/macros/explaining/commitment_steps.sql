{# What a contract committed to for an interval, less what was charged (3.10). #}
{% macro commitment_steps(lines) -%}
    select
        claim_key,
        100 as step_order,
        'commitment' as step,
        'contracts' as source_table,
        contract_id as source_key,
        begins_on as starts_on,
        stops_on as ends_on,
        committed_minor as base_minor,
        due_minor as change_minor,
    from {{ lines }}
    union all by name
    select
        claim_key,
        110 as step_order,
        'less_charged' as step,
        begins_on as starts_on,
        stops_on as ends_on,
        - charged_minor as change_minor,
    from {{ lines }}
{%- endmacro %}
