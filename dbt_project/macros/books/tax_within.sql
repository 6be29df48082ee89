{#
    The tax in the first so many units of an invoice, split by largest remainder with
    net before tax (semantics 1.4). Of successive credit notes each takes the difference
    of two such amounts, so that notes over the whole invoice bring back all its tax.

    Example: of 100 with 33 tax the first 50 hold 16, so two notes of 50 hold 16 and 17.
#}
{% macro tax_within(amount, tax, total) -%}
    {%- set share = "cast(" ~ amount ~ " as hugeint) * " ~ tax -%}
    {%- set whole = "greatest(cast(" ~ total ~ " as hugeint), 1)" -%}
    divide({{ share }}, {{ whole }})
    + if(2 * (({{ share }}) % {{ whole }}) > {{ whole }}, 1, 0)
{%- endmacro %}
