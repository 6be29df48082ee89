{{ config(materialized="view") }}

with
    companies as (select * from {{ ref("int_companies_billed") }}),
    compared as (
        select * from {{ ref("int_device_counts_compared") }} where item_id is not null
    ),
    quantities as (
        unpivot (
            select
                item_id,
                cast(billable_quantity as decimal(28, 6)) as counted,
                cast(subscribed_quantity as decimal(28, 6)) as subscribed,
                cast(invoiced_quantity as decimal(28, 6)) as invoiced,
            from compared
        )
        on counted,
        subscribed,
        invoiced into
        name measure value quantity
    ),
    -- what a whole period at each of the three quantities would come to
    asked as (
        select
            quantities.item_id || '|' || quantities.measure as charge_id,
            quantities.measure,
            {{ scaled("quantities.quantity", 6) }} as quantity_numerator,
            cast(1000000 as hugeint) as quantity_denominator,
            cast(null as bigint) as event_count,
            compared.*,
            compared.service_start as price_on,
            false as is_company_wide,
            companies.tier,
            companies.rounding,
        from quantities
        inner join compared on quantities.item_id = compared.item_id
        inner join companies on compared.company_id = companies.company_id
    ),
    priced as ({{ price_charges("asked") }}),
    rated as ({{ rate_charges("priced") }}),
    rounded as (
        select
            *,
            {{
                round_scaled(
                    "rated_numerator",
                    "rated_denominator",
                    "price_factor",
                    "100000000",
                    "rounding",
                )
            }} as rounded_minor,
        from rated
    ),
    -- cap, then minimum (3.3); an item that agrees to none charges nothing
    bounded as (
        select
            *,
            case
                when
                    quantity_numerator = 0
                    and device_policy in ('contracted', 'prorate')
                then 0
                when rounded_minor is not null
                then
                    cast(
                        greatest(
                            if(
                                abs(rounded_minor) > cap_minor,
                                sign(rounded_minor) * cap_minor,
                                rounded_minor
                            ),
                            minimum_minor
                        ) as bigint
                    )
            end as amount_minor,
        from rounded
    )
select
    item_id,
    any_value(price_rule) as price_rule,
    max(amount_minor) filter (measure = 'counted') as counted_minor,
    max(amount_minor) filter (measure = 'subscribed') as subscribed_minor,
    max(amount_minor) filter (measure = 'invoiced') as invoiced_minor,
from bounded
group by item_id
