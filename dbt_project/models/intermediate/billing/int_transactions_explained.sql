{{ config(materialized="view") }}

with
    charges as (
        select
            * replace (
                -- the rating cut the fixed fee and was done with it
                case
                    when override_kind = 'percent'
                    then greatest(100000000 - {{ scaled("override_value", 6) }}, 0)
                    else cast(100000000 as hugeint)
                end as price_factor
            ),
            {{ whole_quotient("quantity_denominator", "1000000") }} as bound_scale,
        from {{ ref("int_charges_rated") }}
        where charge_model = 'percentage' and is_by_transaction
    ),
    transactions as (
        select segment_id as charge_id, usage_source, event_id, occurred_at, quantity,
        from {{ ref("int_metered_readings") }}
    ),
    charged as ({{ charge_transactions("charges", "transactions") }}),
    told as (
        select
            *,
            row_number() over (
                partition by charge_id order by occurred_at, event_id, usage_source
            ) as place,
        from transactions
    )
select
    told.charge_id,
    told.place,
    told.usage_source,
    told.event_id,
    told.occurred_at,
    told.quantity,
    charged.is_free,
    {{
        unscaled(
            whole_quotient("charged.charged_units", "charges.bound_scale"),
            6,
        )
    }} as charged_quantity,
    {{
        unscaled(
            whole_quotient(
                "(charged.fees * "
                ~ scaled("coalesce(charges.fixed_amount, 0)", 10)
                ~ " * charges.price_factor)",
                "100000000",
            ),
            10,
        )
    }} as fee_minor,
    {{
        unscaled(
            whole_quotient(
                "(charged.amount - charged.unbounded)",
                whole_quotient("charged.denominator", "10000000000"),
            ),
            10,
        )
    }} as bounds_minor,
    {{
        unscaled(
            whole_quotient(
                "charged.amount", whole_quotient("charged.denominator", "10000000000")
            ),
            10,
        )
    }} as charge_minor,
from told
inner join charges on told.charge_id = charges.charge_id
inner join charged on told.charge_id = charged.charge_id and told.place = charged.place
