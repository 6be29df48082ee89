{#
    The part of a charge's whole amount that is used up after so many of the period's
    days (or instants), rounded once from the exact amount (semantics 4.2): nothing at
    its beginning, at its end the whole.

    Example: 3100 for a month of 31 days is 1400 used up after 14.
#}
{% macro used_minor(units) -%}
    case
        when {{ units }} = 0
        then 0
        when {{ units }} = segments.whole_units
        then cast(charges.rounded_minor as bigint)
        else
            try_cast(
                {{
                    round_scaled(
                        "charges.exact_numerator",
                        "charges.exact_denominator",
                        "(charges.price_factor * (" ~ units ~ "))",
                        "(cast(100000000 as hugeint) * segments.whole_units)",
                        "charges.rounding",
                    )
                }} as bigint
            )
    end
{%- endmacro %}
