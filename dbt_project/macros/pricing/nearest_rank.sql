{#
    A percentile by nearest rank: the value at rank ceil(percent / 100 x n), ascending,
    n being the number of readings (semantics 3.5).

    Example: of the values 1 to 21 the 95th percentile is the 20th, which is 20.
#}
{% macro nearest_rank(value, percent) -%}
    list({{ value }} order by {{ value }})[
        {{ whole_quotient(percent ~ " * count(*) + 99", "100") }}
    ]
{%- endmacro %}
