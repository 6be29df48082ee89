{#
    Whether an issued line charged days of what is a trial by now, and so is taken back
    whole. Of an imported line, which names no rule, nobody knows: it stands.
#}
{% macro precedes_trial_end(claimed, trial_ends_on) -%}
    (
        {{ claimed }}.price_rule is not null
        and not {{ claimed }}.is_trial
        and coalesce({{ claimed }}.period_start < {{ trial_ends_on }}, false)
    )
{%- endmacro %}
