{# An exact ratio to six digits, half away from zero; null where the base is not positive. #}
{% macro ratio(numerator, denominator) -%}
    case
        when {{ denominator }} > 0
        then
            cast(
                {{
                    unscaled(
                        round_scaled(
                            "(" ~ numerator ~ ") * 1000000",
                            denominator,
                            "1",
                            "1",
                            "'half_up'",
                        ),
                        6,
                    )
                }} as decimal(18, 6)
            )
    end
{%- endmacro %}
