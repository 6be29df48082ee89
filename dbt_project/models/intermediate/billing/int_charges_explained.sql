{{ config(materialized="view") }}

with
    charges as not materialized(
        select
            *,
            -- a negative quantity is rated as its absolute value, and negated
            if(quantity_numerator < 0, -1, 1) as direction,
        from {{ ref("int_charges_rated") }}
        where price_id is not null
    ),
    measured as (select segment_id, measure from {{ ref("int_metered_periods") }}),
    brackets as (
        select
            * exclude (brackets),
            unnest(brackets) as bracket,
            generate_subscripts(brackets, 1) as bracket_no,
        from charges
        where brackets is not null
    ),
    steps as not materialized(
        select
            charge_id,
            10 as step_order,
            'price' as step,
            price_level as note,
            'prices' as source_table,
            price_id as source_key,
        from charges
        union all by name
        select
            charge_id,
            11 as step_order,
            'override' as step,
            override_kind as note,
            'price_overrides' as source_table,
            override_id as source_key,
            cast(override_value as decimal(20, 10)) as unit_amount,
        from charges
        where override_id is not null
        union all by name
        select
            charge_id,
            20 as step_order,
            'quantity' as step,
            coalesce(measured.measure, kind) as note,
            event_count,
            quantity_numerator as factor_numerator,
            quantity_denominator as factor_denominator,
        from charges
        left join measured on charges.charge_id = measured.segment_id
        union all by name
        select
            charge_id,
            30 as step_order,
            'included' as step,
            {{ scaled("included_quantity", 6) }} as factor_numerator,
            cast(1000000 as hugeint) as factor_denominator,
        from charges
        where included_quantity > 0
        union all by name
        select
            charge_id,
            39 + bracket_no as step_order,
            'tier' as step,
            charge_model as note,
            'price_brackets' as source_table,
            price_id
            || ' up to '
            || coalesce(
                cast({{ unscaled("bracket.upper_bound", 6) }} as varchar), 'any'
            ) as source_key,
            direction * bracket.units as factor_numerator,
            quantity_denominator as factor_denominator,
            {{ unscaled("bracket.unit_amount", 10) }} as unit_amount,
            direction * {{ unscaled("bracket.flat_amount", 10) }} as flat_amount,
            {{ unscaled("bracket.lower_bound", 6) }} as tier_from,
            {{ unscaled("bracket.upper_bound", 6) }} as tier_to,
        from brackets
        union all by name
        select
            charge_id,
            40 as step_order,
            charge_model as step,
            case
                charge_model
                when 'flat'
                then cast(direction as hugeint)
                when 'package'
                then direction * cast(package_count as hugeint)
                else direction * charged_numerator
            end as factor_numerator,
            case
                when charge_model in ('flat', 'package')
                then cast(1 as hugeint)
                else quantity_denominator
            end as factor_denominator,
            case
                when charge_model = 'flat' then flat_amount else unit_amount
            end as unit_amount,
            package_size as tier_to,
        from charges
        where charge_model in ('flat', 'per_unit', 'package')
        union all by name
        {{ percentage_steps("charges") }}
        union all by name
        select
            charge_id,
            60 as step_order,
            'override_percent' as step,
            'price_overrides' as source_table,
            override_id as source_key,
            price_factor as factor_numerator,
            cast(100000000 as hugeint) as factor_denominator,
        from charges
        where price_factor <> 100000000
        union all by name
        select
            charge_id,
            70 as step_order,
            'cap' as step,
            'prices' as source_table,
            price_id as source_key,
            rounding,
            uncapped_minor as base_minor,
            rounded_minor as whole_minor,
        from charges
        where is_capped
        union all by name
        select
            charge_id,
            80 as step_order,
            'exact' as step,
            if(is_capped, rounded_minor, rated_numerator) as factor_numerator,
            if(is_capped, 1, rated_denominator) as factor_denominator,
            cast(
                {{ unscaled("if(is_capped, 100000000, price_factor)", 8) }} as decimal(
                    20, 10
                )
            ) as unit_amount,
        from charges
        where
            coalesce(len(brackets), 0) > 1
            or charge_model = 'percentage'
            or price_factor <> 100000000
    )
select *
from steps
