{#
    An exact ratio to six digits, half away from zero; null where the base is not
    positive, or the ratio has more than twelve digits before the point.
#}
{% macro ratio(numerator, denominator) -%}
    case
        when {{ denominator }} > 0
        then
            cast(
                {{
                    unscaled(
                        "try_cast("
                        ~ round_exactly(
                            "cast(1000000 as hugeint) * (" ~ numerator ~ ")",
                            denominator,
                            "1",
                            "1",
                            "'half_up'",
                        )
                        ~ " as decimal(18, 0))",
                        6,
                    )
                }} as decimal(18, 6)
            )
    end
{%- endmacro %}
