{#
    Finds the price of each charge (semantics 3.1): a select of every row of `charges`
    plus the price's columns, all null where no price holds.

    `charges` names a relation with the columns charge_id (unique), company_id, tier,
    product_id, contract_id, currency, fixed_price_id and price_on. Contract prices
    count where the contract is in force; a charge of the whole company (time, one-off)
    says so by `is_company_wide` and looks at each of the company's contracts.
    An override's percent is `price_factor`, in parts of 100 000 000. One that has no
    column to act on, as an amount off a tiered price, is `idle_override_id`.
#}
{% macro price_charges(charges) -%}
    select
        charges.*,
        prices.price_id,
        {{ price_level() }} as price_level,
        overrides.override_id,
        overrides.kind as override_kind,
        overrides.value as override_value,
        prices.charge_model,
        {{ overridden("prices.unit_amount", ["per_unit", "package"]) }} as unit_amount,
        {{ overridden("prices.flat_amount", ["flat"]) }} as flat_amount,
        prices.fixed_amount,
        prices.percent,
        prices.package_size,
        prices.included_quantity,
        prices.minimum_minor,
        prices.cap_minor,
        prices.free_events,
        prices.free_units,
        prices.min_transaction_minor,
        prices.max_transaction_minor,
        prices.billing_interval as price_interval,
        prices.interval_count as price_interval_count,
        case
            when overrides.kind = 'percent'
            then greatest(100000000 - {{ scaled("overrides.value", 6) }}, 0)
            else cast(100000000 as hugeint)
        end as price_factor,
        case
            when {{ override_acts() }}
            then 'override:' || overrides.override_id || ' '
            else ''
        end
        || {{ price_level() }}
        || ':'
        || prices.price_id as price_rule,
        case
            when prices.price_id is not null and not {{ override_acts() }}
            then overrides.override_id
        end as idle_override_id,
    from {{ charges }} as charges
    left join
        ({{ best_own_prices(charges) }}) as own on charges.charge_id = own.charge_id
    left join
        ({{ best_listed_prices(charges) }}) as listed
        on coalesce(charges.fixed_price_id, charges.product_id) = listed.found_by
        and (charges.fixed_price_id is not null) = listed.is_fixed
        and charges.currency = listed.currency
        and charges.tier is not distinct from listed.tier
        and charges.price_on is not distinct from listed.price_on
    left join
        (
            select
                *,
                case
                    when contract_id is not null
                    then 'contract'
                    when company_id is not null
                    then 'company'
                    when tier is not null
                    then 'tier'
                    else 'list'
                end as found_as,
            from {{ ref("stg_prices") }}
        ) as prices
        on coalesce(own.price_id, listed.price_id) = prices.price_id
    left join
        ({{ best_overrides(charges) }}) as overrides
        on charges.charge_id = overrides.charge_id
{%- endmacro %}

{# By which rule the price was found (semantics 3.1). #}
{% macro price_level() -%}
    if(
        prices.price_id is not null and charges.fixed_price_id is not null,
        'fixed',
        prices.found_as
    )
{%- endmacro %}

{# A price's column after the override that acts on it: set, or lowered, not below 0. #}
{% macro overridden(column, models) -%}
    case
        when prices.charge_model in ('{{ models | join("', '") }}')
        then
            case
                overrides.kind
                when 'price'
                then overrides.value
                when 'amount_off'
                -- beyond the digits of a price it is none, and what it is for is held
                then
                    try_cast(
                        greatest(
                            coalesce({{ column }}, 0) - overrides.value, 0
                        ) as decimal(20, 10)
                    )
                else {{ column }}
            end
        else {{ column }}
    end
{%- endmacro %}

{# Whether the override changes the price: amounts act on one column, not on tiers. #}
{% macro override_acts() -%}
    coalesce(
        prices.price_id is not null
        and (
            overrides.kind = 'percent'
            or prices.charge_model in ('flat', 'per_unit', 'package')
        )
        and overrides.override_id is not null,
        false
    )
{%- endmacro %}
