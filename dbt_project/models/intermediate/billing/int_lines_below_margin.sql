with
    lines as (select * from {{ ref("int_lines_tax_rated") }} where not is_upcoming),
    charges as (select * from {{ ref("int_charges_rated") }}),
    floors as (
        select
            product_id,
            cost_currency,
            {{ scaled("unit_cost", 10) }} as cost,
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
            floors.cost,
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
            charges.override_factor * floors.cost_share as share,
        from lines
        inner join floors on lines.product_id = floors.product_id
        inner join charges on lines.charge_id = charges.charge_id
        where floors.cost_currency = lines.currency
    ),
    -- in lowest terms, so that the products below stay within 38 digits
    reduced as (
        select
            * exclude (charged, units, share),
            {{ reduced_fraction("charged", "units") }} as price,
            {{ reduced_fraction("share", ten_to(16)) }} as share,
        from priced
        where charged is not null and units > 0
    )
select
    * exclude (cost, price, share),
    'margin_below_floor product ' || product_id as reason,
from reduced
-- (price - cost) / price is below floor / 100; what cannot be compared is looked at
where coalesce(try(price.n * share.n < cost * price.d * share.d), true)
group by all
