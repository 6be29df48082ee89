{#
    The best price without customer or contract for all charges alike: the most
    specific, the most recent, the greater id. One row for each product or fixed price,
    currency, tier and day that `charges` has.
#}
{% macro best_listed_prices(charges) -%}
    select places.*, prices.price_id,
    from
        (
            select distinct
                coalesce(fixed_price_id, product_id) as found_by,
                fixed_price_id is not null as is_fixed,
                currency,
                tier,
                price_on,
            from {{ charges }}
        ) as places
    inner join
        (
            select *, price_id as found_by, true as is_fixed,
            from {{ ref("stg_prices") }}
            union all by name
            select *, product_id as found_by, false as is_fixed,
            from {{ ref("stg_prices") }}
            where company_id is null and contract_id is null
        ) as prices
        on places.currency = prices.currency
        and places.found_by = prices.found_by
        and places.is_fixed = prices.is_fixed
        and (
            places.is_fixed
            or (
                coalesce(prices.tier = places.tier, prices.tier is null)
                and {{ in_effect("prices", "places.price_on") }}
            )
        )
    qualify
        row_number() over (
            partition by
                places.found_by,
                places.is_fixed,
                places.currency,
                places.tier,
                places.price_on
            order by
                prices.tier is not null desc,
                prices.effective_from desc nulls last,
                prices.price_id desc
        )
        = 1
{%- endmacro %}

{#
    The best price of a charge's own customer or contract: contract before customer, the
    most specific, the most recent, the greater id. One row per charge that has one; a
    charge whose price is fixed has none.
#}
{% macro best_own_prices(charges) -%}
    with
        owned as (
            select prices.*, contracts.company_id as contract_company_id,
            from {{ ref("stg_prices") }} as prices
            left join
                {{ ref("stg_contracts") }} as contracts
                on prices.contract_id = contracts.contract_id
            where prices.company_id is not null or prices.contract_id is not null
        ),
        -- by each key of its own, or all charges would be compared with all prices
        found as (
            select charges.charge_id, prices.price_id,
            from {{ charges }} as charges
            inner join owned as prices using (product_id, currency, company_id)
            where prices.contract_id is null
            union
            select charges.charge_id, prices.price_id,
            from {{ charges }} as charges
            inner join owned as prices using (product_id, currency, contract_id)
            union
            select charges.charge_id, prices.price_id,
            from {{ charges }} as charges
            inner join
                owned as prices
                on charges.product_id = prices.product_id
                and charges.currency = prices.currency
                and charges.company_id = prices.contract_company_id
            where charges.is_company_wide
        )
    select charges.charge_id, prices.price_id,
    from found
    inner join {{ charges }} as charges on found.charge_id = charges.charge_id
    inner join {{ ref("stg_prices") }} as prices on found.price_id = prices.price_id
    left join
        {{ ref("stg_contracts") }} as contracts
        on prices.contract_id = contracts.contract_id
    where
        charges.fixed_price_id is null
        and coalesce(prices.company_id = charges.company_id, true)
        and coalesce(prices.tier = charges.tier, prices.tier is null)
        and {{ in_effect("prices", "charges.price_on") }}
        and (
            prices.contract_id is null
            or {{ contract_in_force("contracts", "charges.price_on") }}
        )
    qualify
        row_number() over (
            partition by charges.charge_id
            order by
                prices.contract_id is not null desc,
                (prices.company_id is not null)::integer
                + (prices.tier is not null)::integer desc,
                prices.effective_from desc nulls last,
                prices.price_id desc
        )
        = 1
{%- endmacro %}

{# One approved override per charge that is active on its day. #}
{% macro best_overrides(charges) -%}
    select charges.charge_id, overrides.override_id, overrides.kind, overrides.value,
    from {{ charges }} as charges
    inner join
        {{ ref("stg_price_overrides") }} as overrides
        on charges.company_id = overrides.company_id
        and charges.product_id = overrides.product_id
        and overrides.approved_by is not null
        and {{ in_effect("overrides", "charges.price_on") }}
    qualify
        row_number() over (
            partition by charges.charge_id
            order by
                overrides.effective_from desc nulls last, overrides.override_id desc
        )
        = 1
{%- endmacro %}

{# Whether a price or an override, half-open, is in effect on a day. #}
{% macro in_effect(priced, day) -%}
    (
        (
            {{ priced }}.effective_from is null
            or {{ priced }}.effective_from <= {{ day }}
        )
        and ({{ priced }}.effective_to is null or {{ day }} < {{ priced }}.effective_to)
    )
{%- endmacro %}

{#
    Whether a contract is in force on a day (semantics 3.10). One that has `expired` was
    until it ended, so that earlier days cost what they cost on time.
#}
{% macro contract_in_force(contract, day) -%}
    (
        {{ contract }}.status in ('active', 'expired')
        and {{ contract }}.starts_on <= {{ day }}
        and (
            coalesce(
                {{ day }} < {{ contract }}.ends_on, {{ contract }}.status = 'active'
            )
            or (
                {{ contract }}.status = 'active'
                and coalesce({{ contract }}.auto_renew, false)
            )
        )
    )
{%- endmacro %}
