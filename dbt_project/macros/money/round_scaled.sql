{#
    Rounds  numerator / denominator * times / per  to a whole minor unit, exactly
    (semantics 1.3, 4.2). `half_up` is half away from zero, `half_even` to the even
    neighbour. Null where that is no amount: sixteen digits or more, or a step that
    leaves the 38 digits of a HUGEINT (semantics 1.6).

    `times` may not exceed `per` by much and neither may be negative; the denominators
    are positive.

    Example: 333 / 10 * 10 / 31 = 10.74... is 11.
#}
{% macro round_scaled(numerator, denominator, times, per, rounding) -%}
    cast(
        try_cast(
            {{ round_exactly(numerator, denominator, times, per, rounding) }}
            as decimal(15, 0)
        ) as hugeint
    )
{%- endmacro %}

{#
    Rounds one HUGEINT quotient by the same rule, with one division of the doubled
    numerator; `quick` where there are many, for it makes the statement longer.
    Example: 5 / 2 half_even is 2.
#}
{% macro round_quotient(numerator, denominator, rounding, quick=false) -%}
    {%- set d = "cast(" ~ denominator ~ " as hugeint)" -%}
    {#- tried by itself, for DuckDB takes what occurs twice out of the outer try -#}
    {%- set halves = "try(2 * abs(cast(" ~ numerator ~ " as hugeint)) + " ~ d ~ ")" -%}
    {%- set quotient = huge_quotient if quick else whole_quotient -%}
    {%- set upward = "(" ~ quotient(halves, "(2 * " ~ d ~ ")") ~ ")" -%}
    cast(
        try_cast(
            try(
                case when {{ numerator }} < 0 then -1 else 1 end * (
                    {{ upward }} - case
                        when
                            {{ rounding }} <> 'half_up'
                            and {{ upward }} * 2 * {{ d }} = {{ halves }}
                            and {{ upward }} & 1 = 1
                        then 1
                        else 0
                    end
                )
            ) as decimal(15, 0)
        ) as hugeint
    )
{%- endmacro %}

{#
    The rounding itself, of amounts and of averages. The whole part and the remainder
    are scaled apart, by a fraction in lowest terms, so that fifteen digits with
    twenty-two decimals still times days or seconds fit.
#}
{% macro round_exactly(numerator, denominator, times, per, rounding) -%}
    {%- set n = "abs(cast(" ~ numerator ~ " as hugeint))" -%}
    {%- set d = "cast(" ~ denominator ~ " as hugeint)" -%}
    {%- set t = "cast(" ~ times ~ " as hugeint)" -%}
    {%- set p = "cast(" ~ per ~ " as hugeint)" -%}
    {%- if times ~ "/" ~ per == "1/1" or denominator ~ "" == "1" -%}
        {#- one division: written out in full, it would only be longer -#}
        {%- set rest = n if times ~ "" == "1" else "(" ~ n ~ " * " ~ t ~ ")" -%}
        {%- set unit = d if per ~ "" == "1" else p -%}
        {%- set floored = whole_quotient(rest, unit) -%}
    {%- else -%}
        {#- a fraction of a year in microseconds has digits that it does not need -#}
        {%- set common = "gcd(" ~ t ~ ", " ~ p ~ ")" -%}
        {%- set t = whole_quotient(t, common) -%}
        {%- set p = whole_quotient(p, common) -%}
        {%- set part = "(" ~ whole_quotient(n, d) ~ " * " ~ t ~ ")" -%}
        {%- set whole = whole_quotient(part, p) -%}
        {%- set rest -%}
            (({{ part }} % {{ p }}) * {{ d }} + ({{ n }} % {{ d }}) * {{ t }})
        {%- endset -%}
        {%- set unit = "(" ~ d ~ " * " ~ p ~ ")" -%}
        {%- set floored = "(" ~ whole ~ " + " ~ whole_quotient(rest, unit) ~ ")" -%}
    {%- endif -%}
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
