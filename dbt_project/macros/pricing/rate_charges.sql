{#
    Rates each priced charge (semantics 3.2, 3.3 up to the rounding): a select of every
    row of `charges` plus the exact amount as `rated_numerator` / `rated_denominator`
    minor units, before the override's `price_factor` and before cap and minimum.
    The numerator is null where the charge cannot be rated (semantics 1.6).

    `charges` names what `price_charges` gave, with the quantity as a HUGEINT
    `quantity_numerator` over `quantity_denominator` (a multiple of 1 000 000, so that
    minutes of an hour and averages are exact) and an `event_count`.

    Example: 5 units at 2.50 minor units are 12 500 000 x 10^10 over 10^16.
#}
{% macro rate_charges(charges) -%}
    with
        counted as (
            select
                *,
                case when quantity_numerator < 0 then -1 else 1 end as quantity_sign,
                quantity_denominator  -- 1000000 as bound_scale,
                greatest(
                    abs(quantity_numerator)
                    - {{ scaled("coalesce(included_quantity, 0)", 6) }}
                    * (
                        quantity_denominator  -- 1000000),
                        0
                    ) as units,
                    from {{ charges }}
                ),
                brackets as (
                    select
                        price_id,
                        {{ scaled("up_to", 6) }} as upper_bound,
                        lag({{ scaled("up_to", 6) }}) over (
                            partition by price_id order by up_to nulls last
                        ) as lower_bound,
                        {{ scaled("coalesce(unit_amount, 0)", 10) }} as unit_amount,
                        {{ scaled("coalesce(flat_amount, 0)", 10) }} as flat_amount,
                    from {{ ref("stg_price_brackets") }}
                ),
                -- what each bracket charges: its part of the units, or all of them
                -- (volume)
                bracket_amounts as (
                    select
                        counted.charge_id,
                        case
                            when
                                counted.units
                                <= brackets.lower_bound * counted.bound_scale
                                or (
                                    counted.charge_model = 'volume'
                                    and counted.units
                                    > brackets.upper_bound * counted.bound_scale
                                )
                            then cast(0 as hugeint)
                            else
                                try(
                                    brackets.unit_amount * case
                                        counted.charge_model
                                        when 'volume'
                                        then counted.units
                                        else
                                            least(
                                                counted.units,
                                                coalesce(
                                                    brackets.upper_bound
                                                    * counted.bound_scale,
                                                    counted.units
                                                )
                                            ) - coalesce(
                                                brackets.lower_bound
                                                * counted.bound_scale,
                                                0
                                            )
                                    end
                                    + brackets.flat_amount
                                    * counted.quantity_denominator
                                )
                        end as amount,
                    from counted
                    inner join brackets on counted.price_id = brackets.price_id
                    where counted.charge_model in ('graduated', 'volume')
                ),
                tiered as (
                    select
                        charge_id,
                        case
                            when
                                count(*) = count(amount)
                                and max(abs(amount)) < {{ ten_to(36) }}
                            then sum(amount)
                        end as amount,
                    from bracket_amounts
                    group by charge_id
                )
            select
                counted.* exclude (quantity_sign, bound_scale, units),
                try(
                    counted.quantity_sign * case
                        counted.charge_model
                        when 'flat'
                        then
                            {{ scaled("flat_amount", 10) }}
                            * counted.quantity_denominator
                        when 'per_unit'
                        then {{ scaled("unit_amount", 10) }} * counted.units
                        when 'package'
                        then
                            {{ scaled("unit_amount", 10) }}
                            * counted.quantity_denominator
                            * (
                                (
                                    counted.units
                                    + {{ scaled("package_size", 6) }}
                                    * counted.bound_scale
                                    - 1
                                )
                            -- ({{ scaled("package_size", 6) }} * counted.bound_scale)
                            )
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

{# A power of ten as a HUGEINT. #}
{% macro ten_to(digits) -%} cast('1{{ "0" * digits }}' as hugeint) {%- endmacro %}
