with
    requested as (select * from {{ ref("int_charges_requested") }}),
    priced as ({{ price_charges("requested") }}),
    transactions as (
        select segment_id as charge_id, usage_source, event_id, occurred_at, quantity,
        from {{ ref("int_metered_readings") }}
    ),
    rated as ({{ rate_charges("priced", "transactions") }}),
    rounded as (
        select
            *,
            -- most prices are not overridden by a percent
            case
                when price_factor = 100000000
                then
                    {{
                        round_quotient(
                            "rated_numerator",
                            "rated_denominator",
                            "rounding",
                            quick=true,
                        )
                    }}
                else
                    {{
                        round_scaled(
                            "rated_numerator",
                            "rated_denominator",
                            "price_factor",
                            "100000000",
                            "rounding",
                        )
                    }}
            end as rounded_minor,
        from rated
    )
-- a cap acts on the rounded amount; what only finding the price took is left behind
select
    * exclude (
        fixed_price_id,
        is_company_wide,
        tier,
        price_interval,
        price_interval_count
    ) replace (
        cast(
            if(is_capped, sign(rounded_minor) * cap_minor, rounded_minor) as bigint
        ) as rounded_minor
    ),
    cast(if(is_capped, rounded_minor, null) as bigint) as uncapped_minor,
    {{
        unscaled(
            "if(quantity_denominator= 1000000, quantity_numerator * 1000000, "
            ~ whole_quotient(
                "quantity_numerator * " ~ ten_to(12), "quantity_denominator"
            )
            ~ ")",
            12,
        )
    }} as quantity,
from
    (
        select
            *,
            kind = 'recurring'
            and coalesce(
                case
                    -- what only rounding brings down to the cap is above it in parts
                    when abs(rounded_minor) = cap_minor
                    then
                        try(
                            abs(rated_numerator) * price_factor
                            > cap_minor * rated_denominator * 100000000
                        )
                    else abs(rounded_minor) > cap_minor
                end,
                false
            ) as is_capped,
        from rounded
    )
