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
-- a cap acts on the rounded amount; what is capped is exact from then on
select
    * exclude (price_factor, rounded_minor),
    price_factor as override_factor,
    rounded_minor as uncapped_minor,
    case
        when is_capped
        then sign(rounded_minor) * cast(cap_minor as hugeint)
        else rated_numerator
    end as exact_numerator,
    case when is_capped then 1 else rated_denominator end as exact_denominator,
    case when is_capped then 100000000 else price_factor end as price_factor,
    cast(
        if(is_capped, sign(rounded_minor) * cap_minor, rounded_minor) as bigint
    ) as rounded_minor,
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
            and coalesce(abs(rounded_minor) > cap_minor, false) as is_capped,
        from rounded
    )
