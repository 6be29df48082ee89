with
    months as (select * from {{ ref("int_month_ends") }}),
    terms as (select * from {{ ref("int_item_terms") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    counts as (
        select * from {{ ref("int_device_counts_settled") }} where is_last_of_day
    ),
    -- numbered once, for what is looked up below
    active as materialized(
        select
            row_number() over () as charge_id,
            months.month,
            months.state_on,
            terms.item_id,
            lives.item_no,
            terms.subscription_id,
            terms.company_id,
            terms.product_id,
            terms.contract_id,
            terms.currency,
            terms.billing_interval,
            terms.interval_count,
            terms.price_id as fixed_price_id,
            terms.quantity as agreed_quantity,
            lives.tier,
            lives.meter,
            lives.device_class,
            lives.is_metered,
            false as is_company_wide,
            -- the price of a period is the one of its first day (semantics 3.1)
            greatest(
                lives.starts_on,
                {{
                    period_boundary(
                        "lives.anchor_on",
                        "terms.billing_interval",
                        "terms.interval_count",
                        period_index(
                            "lives.anchor_on",
                            "terms.billing_interval",
                            "terms.interval_count",
                            "months.state_on",
                        ),
                    )
                }}
            ) as price_on,
        from terms
        inner join lives on terms.item_id = lives.item_id
        inner join
            months
            on terms.valid_from <= months.state_on
            and (terms.valid_to is null or months.state_on < terms.valid_to)
        where
            (lives.trial_ends_on is null or lives.trial_ends_on <= months.state_on)
            -- a quantity of 0 takes the item out, its minimum too
            and if(lives.is_metered, not terms.is_taken_out, terms.quantity <> 0)
    ),
    read as (
        select active.charge_id, counts.device_count,
        from active
        asof inner join
            counts
            on active.company_id = counts.company_id
            and active.device_class = counts.device_class
            and active.state_on >= counts.local_date
        where active.device_class is not null
    ),
    priced as ({{ price_charges("active") }}),
    counted as (
        select
            priced.*,
            -- usage counts by its minimum alone, devices by their last count (9.1)
            case
                when priced.meter is not null
                then 0
                when priced.is_metered
                then coalesce(read.device_count, 0)
                else priced.agreed_quantity
            end as quantity,
        from priced
        -- missing: no count was read yet
        left join read on priced.charge_id = read.charge_id
    ),
    measured as (
        select
            *,
            {{ scaled("quantity", 6) }} as quantity_numerator,
            cast(1000000 as hugeint) as quantity_denominator,
            0 as event_count,
        from counted
    )
select
    item_no || '-' || ({{ month_number("month") }}) as charge_id,
    month,
    state_on,
    item_id,
    subscription_id,
    company_id,
    product_id,
    contract_id,
    currency,
    billing_interval,
    interval_count,
    quantity,
    minimum_minor,
    cap_minor,
    price_factor,
    rated_numerator,
    rated_denominator,
from ({{ rate_charges("measured") }})
