with
    parts as (
        select *
        from {{ ref("int_revenue_schedule_parts") }}
        -- time costs what technicians cost; a true-up has no units
        where kind not in ('time', 'minimum_true_up')
    ),
    products as (select * from {{ ref("stg_products") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    lines as (
        select
            parts.invoice_id,
            parts.line_no,
            any_value(parts.product_id) as product_id,
            any_value(parts.currency) as currency,
            any_value(parts.invoice_date) as invoice_date,
            -- a credit takes its units back
            if(any_value(parts.kind) = 'credit', -1, 1)
            * {{ scaled("any_value(parts.quantity)", 6) }} as quantity_scaled,
            any_value(parts.charged_minor) as amount_minor,
            -- the units a line charges, also when it is a share of a period
            any_value(parts.kind) in ('recurring', 'proration', 'credit')
            and coalesce(any_value(parts.unit_amount) > 0, false) as is_by_amount,
            {{ scaled("any_value(parts.unit_amount)", 10) }} as unit_amount_scaled,
        from parts
        group by parts.invoice_id, parts.line_no
    ),
    costed as (
        select
            lines.*,
            coalesce(products.cost_currency, lines.currency) as cost_currency,
            products.unit_cost is null as is_without_unit_cost,
            cast(
                {{
                    round_scaled(
                        scaled("products.unit_cost", 10)
                        ~ " * if(is_by_amount, amount_minor, quantity_scaled)",
                        "if(is_by_amount, unit_amount_scaled, 10000000000000000)",
                        "1",
                        "1",
                        "'half_up'",
                    )
                }} as bigint
            ) as cost_minor,
        from lines
        -- missing: a line without a product; counted, never zero
        left join products on lines.product_id = products.product_id
    ),
    converted as (
        select
            costed.*,
            case
                when costed.cost_currency = costed.currency
                then costed.cost_minor
                else {{ convert_at_rate("costed.cost_minor") }}
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
    weighed as (
        select
            parts.invoice_id,
            parts.line_no,
            parts.month,
            parts.company_id,
            parts.product_id,
            parts.currency,
            converted.cost_currency,
            converted.invoice_date,
            converted.converted_minor,
            converted.is_without_unit_cost,
            parts.invoice_id || '#' || parts.line_no as whole_id,
            coalesce(converted.converted_minor, 0) as whole_minor,
            parts.month as part_order,
            abs(parts.amount_minor) as weight,
        from parts
        inner join
            converted
            on parts.invoice_id = converted.invoice_id
            and parts.line_no = converted.line_no
    )
select
    invoice_id,
    line_no,
    month,
    company_id,
    product_id,
    currency,
    cost_currency,
    invoice_date,
    if(converted_minor is null, null, allocated_minor) as cost_minor,
    case
        when is_without_unit_cost
        then 'unit_cost'
        when converted_minor is null
        then 'exchange_rate'
    end as missing,
from ({{ allocate("weighed") }})
