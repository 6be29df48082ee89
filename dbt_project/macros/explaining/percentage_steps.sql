{#
    What a percentage price charges, as steps (semantics 3.4): the percent of the units
    that are not free, the fixed fee of each transaction that is not free, and what the
    bounds of single transactions add or take off.
#}
{% macro percentage_steps(charges) -%}
    select
        charge_id,
        40 as step_order,
        'percent' as step,
        transaction_count || ' transactions, ' || free_count || ' of them free' as note,
        charged_numerator as factor_numerator,
        quantity_denominator as factor_denominator,
        cast(
            cast(coalesce(percent, 0) as decimal(20, 8))
            * cast(0.01 as decimal(2, 2)) as decimal(20, 10)
        ) as unit_amount,
    from {{ charges }}
    where charge_model = 'percentage'
    union all by name
    select
        charge_id,
        41 as step_order,
        'transaction_fee' as step,
        -- an override's percent cuts the fee alone (3.1)
        fee_count * (
            cast(100000000 as hugeint) - case
                when override_kind = 'percent'
                then {{ scaled("override_value", 6) }}
                else 0
            end
        ) as factor_numerator,
        cast(100000000 as hugeint) as factor_denominator,
        cast(fixed_amount as decimal(20, 10)) as unit_amount,
    from {{ charges }}
    where charge_model = 'percentage' and fee_count <> 0 and fixed_amount <> 0
    union all by name
    select
        charge_id,
        42 as step_order,
        'transaction_bounds' as step,
        'prices' as source_table,
        price_id as source_key,
        bounds_numerator as factor_numerator,
        rated_denominator as factor_denominator,
        cast(1 as decimal(20, 10)) as unit_amount,
    from {{ charges }}
    where charge_model = 'percentage' and bounds_numerator <> 0
{%- endmacro %}
