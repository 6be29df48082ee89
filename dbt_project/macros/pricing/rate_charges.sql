{#
    Rates each priced charge (semantics 3.2, 3.3 up to the rounding): a select of every
    row of `charges` plus the exact amount as `rated_numerator` / `rated_denominator`
    minor units, before the override's `price_factor` and before cap and minimum.
    The numerator is null where the charge cannot be rated (semantics 1.6). Beside it
    stand the units that are charged, the whole packages and the brackets entered.

    `charges` names what `price_charges` gave, with the quantity as a HUGEINT
    `quantity_numerator` over `quantity_denominator` (a multiple of 1 000 000, so that
    minutes of an hour and averages are exact) and an `event_count`.

    Example: 5 units at 2.50 minor units are 12 500 000 x 10^10 over 10^16.
#}
{% macro rate_charges(charges) -%}
    with
        scaled_bounds as (
            select
                *,
                case when quantity_numerator < 0 then -1 else 1 end as quantity_sign,
                {{ whole_quotient("quantity_denominator", "1000000") }} as bound_scale,
            from {{ charges }}
        ),
        counted as (
            select
                *,
                greatest(
                    abs(quantity_numerator)
                    - {{ scaled("coalesce(included_quantity, 0)", 6) }} * bound_scale,
                    0
                ) as units,
                {{ scaled("package_size", 6) }} * bound_scale as package_units,
            from scaled_bounds
        ),
        tiered as ({{ rate_brackets("counted") }})
    select
        counted.* exclude (quantity_sign, bound_scale, units, package_units),
        counted.units as charged_numerator,
        tiered.brackets,
        case
            when counted.charge_model = 'package'
            then
                {{
                    whole_quotient(
                        "(counted.units + counted.package_units - 1)",
                        "counted.package_units",
                    )
                }}
        end as package_count,
        try(
            counted.quantity_sign * case
                counted.charge_model
                when 'flat'
                then {{ scaled("flat_amount", 10) }} * counted.quantity_denominator
                when 'per_unit'
                then {{ scaled("unit_amount", 10) }} * counted.units
                when 'package'
                then
                    {{ scaled("unit_amount", 10) }}
                    * counted.quantity_denominator
                    * {{
                        whole_quotient(
                            "(counted.units + counted.package_units - 1)",
                            "counted.package_units",
                        )
                    }}
                when 'percentage'
                then
                    case
                        when not counted.needs_transactions
                        then
                            {{ scaled("percent", 6) }} * 100 * counted.units
                            + {{ scaled("coalesce(fixed_amount, 0)", 10) }}
                            * coalesce(counted.event_count, 1)
                            * counted.quantity_denominator
                    end
                else tiered.amount
            end
        ) as rated_numerator,
        cast(10000000000 as hugeint)
        * counted.quantity_denominator as rated_denominator,
    from counted
    left join tiered on counted.charge_id = tiered.charge_id
{%- endmacro %}
