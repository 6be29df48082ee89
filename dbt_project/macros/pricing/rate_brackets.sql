{#
    The tiers of graduated and volume prices (semantics 3.2): one row per charge with
    the sum of what each bracket charges, and the brackets themselves. A bound belongs
    to the tier below it, a tier's flat amount falls due with its first unit, the first
    tier's also at zero.

    Example: tiers up to 10 at 100 and open at 50: 15 units are 10 x 100 + 5 x 50
    graduated, 15 x 50 by volume.
#}
{% macro rate_brackets(counted) -%}
    with
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
        entered as (
            select
                charges.charge_id,
                charges.quantity_denominator,
                brackets.lower_bound,
                brackets.upper_bound,
                charges.units as charge_units,
                brackets.unit_amount,
                brackets.flat_amount,
                case
                    charges.charge_model
                    when 'volume'
                    then charges.units
                    else
                        least(charges.units, brackets.upper_bound * charges.bound_scale)
                        - coalesce(brackets.lower_bound * charges.bound_scale, 0)
                end as units,
            from {{ counted }} as charges
            inner join brackets on charges.price_id = brackets.price_id
            where
                charges.charge_model in ('graduated', 'volume')
                and (
                    brackets.lower_bound is null
                    or charges.units > brackets.lower_bound * charges.bound_scale
                )
                and (
                    charges.charge_model = 'graduated'
                    or brackets.upper_bound is null
                    or charges.units <= brackets.upper_bound * charges.bound_scale
                )
        ),
        amounts as (
            select
                *,
                try(unit_amount * units + flat_amount * quantity_denominator) as amount,
            from entered
        )
    select
        charge_id,
        -- units above the last bound have no price, and a sum near the end of the 38
        -- digits is no amount: leave both unrated
        case
            when
                count(*)
                = count(case when abs(amount) < {{ ten_to(36) }} then amount end)
                and sum(units) = any_value(charge_units)
            then sum(case when abs(amount) < {{ ten_to(36) }} then amount end)
        end as amount,
        list(
            {
                'lower_bound':lower_bound,
                'upper_bound':upper_bound,
                'units':units,
                'unit_amount':unit_amount,
                'flat_amount':flat_amount
            }
            order by lower_bound nulls first
        ) as brackets,
    from amounts
    group by charge_id
{%- endmacro %}

{# A power of ten as a HUGEINT. #}
{% macro ten_to(digits) -%} cast('1{{ "0" * digits }}' as hugeint) {%- endmacro %}
