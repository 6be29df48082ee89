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

{# A quotient of two HUGEINTs, cut after six decimals: 5/6 is '0.833333', 12/1 is '12'. #}
{% macro quotient_words(numerator, denominator) -%}
    {%- set rest -%}
        rtrim(
            lpad(
                cast(
                    {{
                        whole_quotient(
                            "(abs(" ~ numerator ~ ") % " ~ denominator ~ ") * 1000000",
                            denominator,
                        )
                    }} as varchar
                ),
                6,
                '0'
            ),
            '0'
        )
    {%- endset -%}
    if({{ numerator }} < 0, '-', '') || format(
        '{:,}',
        cast({{ whole_quotient("abs(" ~ numerator ~ ")", denominator) }} as bigint)
    )
    || if({{ rest }} = '', '', '.' || {{ rest }})
{%- endmacro %}

{# A day as a person writes it. #}
{% macro day_words(day) -%} strftime({{ day }}, '%-d %b %Y') {%- endmacro %}
