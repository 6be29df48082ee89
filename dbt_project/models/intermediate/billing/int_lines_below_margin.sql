with
    lines as (select * from {{ ref("int_lines_tax_rated") }} where not is_upcoming),
    charges as (select * from {{ ref("int_charges_rated") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    floors as (
        select
            product_id,
            cost_currency,
            unit_cost,
            100000000 - {{ scaled("margin_floor_pct", 6) }} as cost_share,
        from {{ ref("stg_products") }}
        where unit_cost is not null and margin_floor_pct is not null
    ),
    -- what a unit is charged: its price, or the charge of the period by its units
    priced as (
        select
            lines.invoice_id,
            lines.entity_id,
            lines.payer_id,
            lines.currency,
            lines.invoice_date,
            lines.company_id,
            lines.product_id,
            lines.price_rule,
            coalesce(floors.cost_currency, lines.currency)
            = lines.currency as is_own_currency,
            if(
                is_own_currency,
                {{ scaled("floors.unit_cost", 10) }},
                -- in ten-thousandths of a minor unit, at the rate of the invoice's day
                {{ convert_minor(scaled("round(floors.unit_cost, 4)", 4)) }}
                * cast(1000000 as hugeint)
            ) as cost,
            if(
                is_own_currency or rates.rate is not null,
                null,
                floors.cost_currency || ' to ' || lines.currency
            ) as unquoted,
            case
                charges.charge_model
                when 'flat'
                then {{ scaled("charges.flat_amount", 10) }}
                when 'per_unit'
                then {{ scaled("charges.unit_amount", 10) }}
                else abs(charges.rated_numerator)
            end as charged,
            case
                when charges.charge_model in ('flat', 'per_unit')
                then cast(1 as hugeint)
                else
                    abs(charges.charged_numerator)
                    * {{
                        whole_quotient(
                            "charges.rated_denominator",
                            "(charges.quantity_denominator * " ~ ten_to(10) ~ ")",
                        )
                    }}
            end as units,
            charges.price_factor * floors.cost_share as share,
        from lines
        inner join floors on lines.product_id = floors.product_id
        inner join charges on lines.charge_id = charges.charge_id
        -- missing: the same currency, or no rate by then
        left join
            rates
            on {{
                rate_in_force(
                    "floors.cost_currency", "lines.currency", "lines.invoice_date"
                )
            }}
    ),
    -- in lowest terms, so that the products below stay within 38 digits
    reduced as (
        select
            * exclude (is_own_currency, charged, units, share),
            {{ reduced_fraction("charged", "units") }} as price,
            {{ reduced_fraction("share", ten_to(16)) }} as share,
        from priced
        where charged is not null and units > 0
    )
select
    * exclude (cost, unquoted, price, share),
    if(
        unquoted is null,
        'margin_below_floor product ' || product_id,
        'margin_unknown product '
        || product_id
        || ': fx_rates has no rate from '
        || unquoted
        || ' by then'
    ) as reason,
from reduced
-- (price - cost) / price is below floor / 100; what cannot be compared is looked at
where coalesce(try(price.n * share.n < cost * price.d * share.d), true)
group by all
