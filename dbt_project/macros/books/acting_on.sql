{#
    The day on which a document acts: its own, unless it comes dated inside closed
    books; then the first open day. What had acted there before they closed stays.
#}
{% macro acting_on(dated_on, acted_on, closed_through) -%}
    cast(
        coalesce(
            if({{ acted_on }} <= {{ closed_through }}, {{ acted_on }}, null),
            greatest({{ dated_on }}, coalesce({{ closed_through }} + 1, {{ dated_on }}))
        ) as date
    )
{%- endmacro %}
