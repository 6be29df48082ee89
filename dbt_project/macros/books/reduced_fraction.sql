{#
    A fraction as {n, d} in lowest terms, so that exact products stay within 38 digits.
    `divide` is integer division; its sign `//` reads as a comment to the formatter.
#}
{% macro reduced_fraction(numerator, denominator) -%}
    {%- set n = "cast(" ~ numerator ~ " as hugeint)" -%}
    {%- set d = "cast(" ~ denominator ~ " as hugeint)" -%}
    {%- set common = "greatest(gcd(" ~ n ~ ", " ~ d ~ "), 1)" -%}
    struct_pack(n := divide({{ n }}, {{ common }}), d := divide({{ d }}, {{ common }}))
{%- endmacro %}

{# The product of two such fractions, in lowest terms. #}
{% macro fraction_times(left, right) -%}
    {{ reduced_fraction(left ~ ".n * " ~ right ~ ".n", left ~ ".d * " ~ right ~ ".d") }}
{%- endmacro %}
