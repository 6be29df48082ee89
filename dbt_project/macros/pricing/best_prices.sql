{# One price per charge: by rule, then the most specific, the most recent, the id. #}
{% macro best_prices(charges) -%}
    with
        -- found by its own id, or among all prices of the product
        listed as (
            select *, price_id as found_by, true as is_fixed,
            from {{ ref("stg_prices") }}
            union all by name
            select *, product_id as found_by, false as is_fixed,
            from {{ ref("stg_prices") }}
        ),
        ranked as (
            select charges.charge_id, prices.price_id, prices.is_fixed,
            from {{ charges }} as charges
            inner join
                listed as prices
                on charges.currency = prices.currency
                and coalesce(charges.fixed_price_id, charges.product_id)
                = prices.found_by
                and (charges.fixed_price_id is not null) = prices.is_fixed
                and (
                    prices.is_fixed
                    or (
                        coalesce(prices.company_id = charges.company_id, true)
                        and coalesce(prices.tier = charges.tier, prices.tier is null)
                        and (
                            prices.effective_from is null
                            or prices.effective_from <= charges.price_on
                        )
                        and (
                            prices.effective_to is null
                            or charges.price_on < prices.effective_to
                        )
                    )
                )
            left join
                {{ ref("stg_contracts") }} as contracts
                on prices.contract_id = contracts.contract_id
            where
                prices.is_fixed
                or prices.contract_id is null
                -- not in the join, which would then compare all with all
                or (
                    (
                        contracts.contract_id = charges.contract_id
                        or (
                            charges.is_company_wide
                            and contracts.company_id = charges.company_id
                        )
                    )
                    and {{ contract_in_force("contracts", "charges.price_on") }}
                )
            qualify
                row_number() over (
                    partition by charges.charge_id
                    order by
                        case
                            when prices.contract_id is not null
                            then 1
                            when prices.company_id is not null
                            then 2
                            when prices.tier is not null
                            then 3
                            else 4
                        end,
                        (prices.contract_id is not null)::integer
                        + (prices.company_id is not null)::integer
                        + (prices.tier is not null)::integer desc,
                        prices.effective_from desc nulls last,
                        prices.price_id desc
                )
                = 1
        )
    select
        ranked.charge_id,
        prices.*,
        case
            when ranked.is_fixed
            then 'fixed'
            when prices.contract_id is not null
            then 'contract'
            when prices.company_id is not null
            then 'company'
            when prices.tier is not null
            then 'tier'
            else 'list'
        end as rule,
    from ranked
    inner join {{ ref("stg_prices") }} as prices on ranked.price_id = prices.price_id
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
        and (
            overrides.effective_from is null
            or overrides.effective_from <= charges.price_on
        )
        and (
            overrides.effective_to is null or charges.price_on < overrides.effective_to
        )
    qualify
        row_number() over (
            partition by charges.charge_id
            order by
                overrides.effective_from desc nulls last, overrides.override_id desc
        )
        = 1
{%- endmacro %}

{# Whether a contract is in force on a day (semantics 3.10). #}
{% macro contract_in_force(contract, day) -%}
    (
        {{ contract }}.status = 'active'
        and {{ contract }}.starts_on <= {{ day }}
        and (
            coalesce({{ contract }}.auto_renew, false)
            or {{ contract }}.ends_on is null
            or {{ day }} < {{ contract }}.ends_on
        )
    )
{%- endmacro %}
