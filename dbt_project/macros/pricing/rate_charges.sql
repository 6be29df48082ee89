{#
    Rates each priced charge (semantics 3.2, 3.3 up to the rounding): a select of every
    row of `charges` plus the exact amount as `rated_numerator` / `rated_denominator`
    minor units, before the override's `price_factor` and before cap and minimum.
    The numerator is null where the charge cannot be rated (semantics 1.6). Beside it
    stand the units that are charged, the whole packages and the brackets entered.

    `charges` names what `price_charges` gave, with the quantity as a HUGEINT
    `quantity_numerator` over `quantity_denominator` (a multiple of 1 000 000, so that
    minutes of an hour and averages are exact) and an `event_count`. `transactions`, if
    given, names the single events of metered charges (charge_id, usage_source,
    event_id, occurred_at, quantity); the charges then say by `is_by_transaction` which
    of them they are for, and by `lacks_readings` where none were kept.

    Example: 5 units at 2.50 minor units are 12 500 000 x 10^10 over 10^16.
#}
{% macro rate_charges(charges, transactions=none) -%}
    {%- set in_parts = "charge_model in ('graduated', 'volume', 'percentage')" %}
    with
        scaled_bounds as (
            select
                *,
                case when quantity_numerator < 0 then -1 else 1 end as quantity_sign,
                {{ huge_quotient("quantity_denominator", "1000000") }} as bound_scale,
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
        tiered as ({{ rate_brackets("counted") }}),
        transacted as ({{ rate_transactions("counted", transactions) }}),
        -- most charges enter no bracket and cut no fee: they need not be joined
        joined as (
            select
                counted.*,
                tiered.amount as tiered_amount,
                tiered.brackets,
                transacted.* exclude (charge_id, amount),
                transacted.amount as transacted_amount,
                transacted.charge_id is not null as is_transacted,
            from counted
            left join tiered on counted.charge_id = tiered.charge_id
            left join transacted on counted.charge_id = transacted.charge_id
            where {{ in_parts }}
            union all by name
            select *, false as is_transacted,
            from counted
            where not coalesce({{ in_parts }}, false)
        )
    select
        * exclude (
            quantity_sign,
            bound_scale,
            units,
            package_units,
            tiered_amount,
            brackets,
            transacted_amount,
            charged_units,
            charge_denominator,
            transaction_count,
            free_count,
            fee_count,
            bounds_numerator,
            is_transacted
        ) replace (
            -- a percentage price has cut its fixed fee already
            if(charge_model = 'percentage', 100000000, price_factor) as price_factor
        ),
        coalesce(charged_units, units) as charged_numerator,
        brackets,
        case
            when charge_model = 'package'
            then
                {{
                    whole_quotient(
                        "(units + package_units - 1)",
                        "package_units",
                    )
                }}
        end as package_count,
        transaction_count,
        free_count,
        fee_count,
        bounds_numerator,
        case
            when charge_model <> 'percentage'
            then
                try(
                    quantity_sign * case
                        charge_model
                        when 'flat'
                        then {{ scaled("flat_amount", 10) }} * quantity_denominator
                        when 'per_unit'
                        then {{ scaled("unit_amount", 10) }} * units
                        when 'package'
                        then
                            {{ scaled("unit_amount", 10) }}
                            * quantity_denominator
                            * {{
                                whole_quotient(
                                    "(units + package_units - 1)",
                                    "package_units",
                                )
                            }}
                        else tiered_amount
                    end
                )
            {%- if transactions %}
                when is_by_transaction and lacks_readings then null
            {%- endif %}
            when charge_model = 'percentage' and not is_transacted
            then 0
            else transacted_amount
        end as rated_numerator,
        coalesce(
            charge_denominator, cast(10000000000 as hugeint) * quantity_denominator
        ) as rated_denominator,
    from joined
{%- endmacro %}
