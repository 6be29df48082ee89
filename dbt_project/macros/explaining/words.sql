{#
    An amount as a person reads it, from a HUGEINT count of ten-thousand-millionths of a
    minor unit: at least the currency's decimals, and as many more as there are.

    Example: 12345 cents are 'USD 123.45', 0.0123 cents are 'USD 0.000123'.
#}
{% macro money_words(scaled_minor, exponent, currency) -%}
    {%- set unit = "cast('1' || repeat('0', 10 + " ~ exponent ~ ") as hugeint)" -%}
    {%- set rest -%}
        lpad(
            cast(abs({{ scaled_minor }}) % {{ unit }} as varchar),
            10 + {{ exponent }},
            '0'
        )
    {%- endset -%}
    {%- set shown -%}
        left({{ rest }}, greatest(length(rtrim({{ rest }}, '0')), {{ exponent }}))
    {%- endset -%}
    {{ currency }}
    || ' '
    || if({{ scaled_minor }} < 0, '-', '')
    || format(
        '{:,}', cast({{ whole_quotient("abs(" ~ scaled_minor ~ ")", unit) }} as bigint)
    )
    || if({{ shown }} = '', '', '.' || {{ shown }})
{%- endmacro %}

{#
    A quotient of two HUGEINTs that can be multiplied by: its decimals up to the twelve
    of a quantity, or a fraction where they do not end.

    Example: 12/1 is '12', 5/4 is '1.25', 50/60 is '5/6'.
#}
{% macro quotient_words(numerator, denominator) -%}
    {%- set n = "abs(" ~ numerator ~ ")" -%}
    {%- set d = "cast(" ~ denominator ~ " as hugeint)" -%}
    {%- set decimals = "(" ~ n ~ " % " ~ d ~ ") * 1000000000000" -%}
    {%- set shared = "gcd(" ~ n ~ ", " ~ d ~ ")" -%}
    {%- set rest -%}
        rtrim(
            lpad(cast({{ whole_quotient(decimals, d) }} as varchar), 12, '0'), '0'
        )
    {%- endset -%}
    if({{ numerator }} < 0, '-', '') || if(
        {{ decimals }} % {{ d }} = 0,
        format('{:,}', cast({{ whole_quotient(n, d) }} as bigint))
        || if({{ rest }} = '', '', '.' || {{ rest }}),
        format('{:,}', cast({{ whole_quotient(n, shared) }} as bigint))
        || '/'
        || format('{:,}', cast({{ whole_quotient(d, shared) }} as bigint))
    )
{%- endmacro %}

{#
    A time as a person reads it, from a BIGINT count of microseconds: exact, and in
    hours at most, for a day may have 23.

    Example: 63120000000 is '17 h 32 min', 1500000 is '1.5 s'.
#}
{% macro duration_words(microseconds) -%}
    coalesce(
        nullif(
            concat_ws(
                ' ',
                {{ unit_words(microseconds ~ " // 3600000000", "h") }},
                {{ unit_words(microseconds ~ " // 60000000 % 60", "min") }},
                {{ unit_words(microseconds ~ " % 60000000", "s", 1000000) }}
            ),
            ''
        ),
        '0 s'
    )
{%- endmacro %}

{# How many of a unit of time; null of none, which nobody says. #}
{% macro unit_words(count, unit, parts=1) -%}
    if(
        {{ count }} = 0,
        null,
        {{ quotient_words("(" ~ count ~ ")", parts) }} || ' {{ unit }}'
    )
{%- endmacro %}

{# A day as a person writes it. #}
{% macro day_words(day) -%} strftime({{ day }}, '%-d %b %Y') {%- endmacro %}
