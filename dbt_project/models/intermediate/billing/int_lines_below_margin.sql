with
    lines as (select * from {{ ref("int_lines_tax_rated") }} where not is_upcoming),
    charges as (select * from {{ ref("int_charges_rated") }}),
    products as (select * from {{ ref("stg_products") }}),
    -- lines of one price and day share a margin; the price is what is compared
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
            products.unit_cost,
            products.margin_floor_pct,
            min(
                case
                    charges.charge_model
                    when 'flat'
                    then charges.flat_amount
                    when 'per_unit'
                    then charges.unit_amount
                end
                * cast(charges.price_factor as decimal(18, 0))
            ) as price_scaled,
        from lines
        inner join products on lines.product_id = products.product_id
        inner join
            charges
            on lines.company_id = charges.company_id
            and lines.product_id = charges.product_id
            and lines.price_rule = charges.price_rule
        where products.cost_currency = lines.currency
        group by all
    )
select
    * exclude (price_scaled, unit_cost, margin_floor_pct),
    'margin_below_floor product ' || product_id as reason,
from priced
-- (price - cost) / price is below floor / 100
where
    price_scaled * (100 - margin_floor_pct)
    < unit_cost * cast(100 as decimal(3, 0)) * cast(100000000 as decimal(9, 0))
