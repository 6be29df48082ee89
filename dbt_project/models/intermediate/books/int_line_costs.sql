with
    parts as (
        select * from {{ ref("int_revenue_schedule_parts") }} where kind <> 'time'
    ),
    products as (select * from {{ ref("stg_products") }} where unit_cost is not null),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    lines as (
        select
            parts.invoice_id,
            parts.line_no,
            any_value(parts.product_id) as product_id,
            any_value(parts.currency) as currency,
            any_value(parts.invoice_date) as invoice_date,
            any_value(parts.quantity) as quantity,
            any_value(parts.unit_amount) as unit_amount,
            any_value(parts.charged_minor) as amount_minor,
        from parts
        group by parts.invoice_id, parts.line_no
    ),
    costed as (
        select
            lines.*,
            coalesce(products.cost_currency, lines.currency) as cost_currency,
            cast(
                case
                    -- the units a line charges, also when it is a share of a period
                    when lines.unit_amount > 0
                    then
                        {{
                            round_scaled(
                                scaled("products.unit_cost", 6)
                                ~ " * lines.amount_minor * 10000",
                                scaled("lines.unit_amount", 10),
                                "1",
                                "1",
                                "'half_up'",
                            )
                        }}
                    else
                        {{
                            round_scaled(
                                scaled("products.unit_cost", 6)
                                ~ " * "
                                ~ scaled("lines.quantity", 6),
                                "1000000000000",
                                "1",
                                "1",
                                "'half_up'",
                            )
                        }}
                end as bigint
            ) as cost_minor,
        from lines
        inner join products on lines.product_id = products.product_id
    ),
    converted as (
        select
            costed.*,
            case
                when costed.cost_currency = costed.currency
                then costed.cost_minor
                else
                    {{
                        convert_minor(
                            "costed.cost_minor",
                            "rates.rate",
                            "rates.is_inverse",
                            "rates.from_exponent",
                            "rates.to_exponent",
                        )
                    }}
            end as converted_minor,
        from costed
        -- missing: the same currency, or no rate by then
        left join
            rates
            on costed.cost_currency = rates.from_currency
            and costed.currency = rates.to_currency
            and costed.invoice_date >= rates.rate_on
            and costed.invoice_date < rates.valid_to
    ),
    weighed as (
        select
            parts.invoice_id,
            parts.line_no,
            parts.month,
            parts.company_id,
            parts.product_id,
            parts.currency,
            converted.converted_minor,
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
    if(converted_minor is null, null, allocated_minor) as cost_minor,
from ({{ allocate("weighed") }})
