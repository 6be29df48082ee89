with
    parts as (
        select
            *,
            -- the units a line charges, also when it is a share of a period
            kind in ('recurring', 'proration', 'credit')
            and coalesce(unit_amount > 0, false) as is_by_amount,
        from {{ ref("int_revenue_schedule_parts") }}
        -- time costs what technicians cost; a true-up has no units
        where kind not in ('time', 'minimum_true_up')
    ),
    products as (
        select product_id, cost_currency, {{ scaled("unit_cost", 10) }} as cost_scaled,
        from {{ ref("stg_products") }}
    ),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    counted as (
        select
            parts.*,
            coalesce(products.cost_currency, parts.currency) as cost_currency,
            products.cost_scaled,
            -- counted where they cost something; a credit takes its units back
            case
                when products.cost_scaled is null
                then null
                when parts.is_by_amount
                then parts.charged_minor
                else
                    if(parts.kind = 'credit', -1, 1) * {{ scaled("parts.quantity", 6) }}
            end as units,
            case
                when products.cost_scaled is null
                then null
                when parts.is_by_amount
                then {{ scaled("parts.unit_amount", 10) }}
                else 10000000000000000
            end as units_per,
        from parts
        -- missing: a line without a product; counted, never zero
        left join products on parts.product_id = products.product_id
    ),
    costed as (
        select
            *,
            cast(
                {{
                    round_scaled(
                        "cost_scaled * units", "units_per", "1", "1", "'half_up'"
                    )
                }} as bigint
            ) as cost_minor,
        from counted
    ),
    converted as (
        select
            costed.*,
            case
                when costed.cost_currency = costed.currency
                then costed.cost_minor
                else {{ convert_minor("costed.cost_minor") }}
            end as converted_minor,
        from costed
        -- missing: the same currency, or no rate by then
        left join
            rates
            on {{
                rate_in_force(
                    "costed.cost_currency", "costed.currency", "costed.invoice_date"
                )
            }}
    ),
    weighed as not materialized(
        select
            *,
            invoice_id || '#' || line_no as whole_id,
            coalesce(converted_minor, 0) as whole_minor,
            month as part_order,
            abs(amount_minor) as weight,
        from converted
    )
select
    invoice_id,
    line_no,
    month,
    company_id,
    product_id,
    currency,
    source,
    meter,
    subscription_id,
    cost_currency,
    invoice_date,
    if(converted_minor is null, null, allocated_minor) as cost_minor,
    case
        when cost_scaled is null
        then 'unit_cost'
        when converted_minor is null
        then 'exchange_rate'
    end as missing,
from ({{ allocate_several("weighed") }})
