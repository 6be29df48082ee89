{#
    Rounds  numerator / denominator * times / per  to a whole minor unit, exactly
    (semantics 1.3, 4.2). `half_up` is half away from zero, `half_even` to the even
    neighbour. Null where a step leaves the 38 digits of a HUGEINT (semantics 1.6).

    The whole part and the remainder are scaled apart, so that an amount of fifteen
    digits with twenty-two decimals still times days fits. `times` may not exceed
    `per` by much and neither may be negative; the denominators are positive.

    Example: 333 / 10 * 10 / 31 = 10.74... is 11.
#}
{% macro round_scaled(numerator, denominator, times, per, rounding) -%}
    {%- set n = "abs(cast(" ~ numerator ~ " as hugeint))" -%}
    {%- set d = "cast(" ~ denominator ~ " as hugeint)" -%}
    {%- set t = "cast(" ~ times ~ " as hugeint)" -%}
    {%- set p = "cast(" ~ per ~ " as hugeint)" -%}
    {%- set part = "(" ~ whole_quotient(n, d) ~ " * " ~ t ~ ")" -%}
    {%- set whole = whole_quotient(part, p) -%}
    {%- set rest -%}
        (({{ part }} % {{ p }}) * {{ d }} + ({{ n }} % {{ d }}) * {{ t }})
    {%- endset -%}
    {%- set unit = "(" ~ d ~ " * " ~ p ~ ")" -%}
    {%- set floored = "(" ~ whole ~ " + " ~ whole_quotient(rest, unit) ~ ")" -%}
    {%- set twice = "(2 * (" ~ rest ~ " % " ~ unit ~ "))" -%}
    try(
        case when {{ numerator }} < 0 then -1 else 1 end * (
            {{ floored }} + case
                when {{ twice }} > {{ unit }}
                then 1
                when
                    {{ twice }} = {{ unit }}
                    and ({{ rounding }} = 'half_up' or {{ floored }} % 2 = 1)
                then 1
                else 0
            end
        )
    )
{%- endmacro %}

{# Rounds one HUGEINT quotient by the same rule. Example: 5 / 2 half_even is 2. #}
{% macro round_quotient(numerator, denominator, rounding) -%}
    {{ round_scaled(numerator, denominator, 1, 1, rounding) }}
{%- endmacro %}
