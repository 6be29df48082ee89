with
    items as (select * from {{ ref("stg_subscription_items") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    agreed as (
        select
            items.item_id as charge_id,
            items.* exclude (price_id),
            subscriptions.company_id,
            subscriptions.contract_id,
            coalesce(subscriptions.currency, companies.currency) as currency,
            companies.tier,
            items.price_id as fixed_price_id,
            greatest(items.started_on, subscriptions.started_on) as starts_on,
            greatest(items.started_on, subscriptions.started_on) as price_on,
            false as is_company_wide,
            subscriptions.anchor_on,
            subscriptions.billing_interval,
            subscriptions.interval_count,
            subscriptions.billed_through,
            subscriptions.trial_ends_on,
            subscriptions.ended_on as subscription_ended_on,
            subscriptions.cancel_mode,
            companies.time_zone,
        from items
        inner join
            subscriptions on items.subscription_id = subscriptions.subscription_id
        inner join companies on subscriptions.company_id = companies.company_id
    ),
    priced as ({{ price_charges("agreed") }}),
    scheduled as (
        select
            * exclude (billing_interval, interval_count),
            coalesce(price_interval, billing_interval) as billing_interval,
            case
                when price_interval is null
                then interval_count
                else coalesce(price_interval_count, interval_count)
            end as interval_count,
        from priced
    ),
    -- few columns are put in order, not the whole rows
    numbered as (
        select item_id, row_number() over (order by item_id) as item_no, from items
    ),
    ended as (
        select
            *,
            {{
                period_index(
                    "anchor_on",
                    "billing_interval",
                    "interval_count",
                    "subscription_ended_on",
                )
            }} as end_index,
        from scheduled
    )
select
    ended.item_id,
    numbered.item_no,
    subscription_id,
    company_id,
    product_id,
    contract_id,
    currency,
    tier,
    fixed_price_id,
    quantity,
    usage_required,
    meter,
    aggregation,
    device_class,
    case when device_class is not null then device_policy end as device_policy,
    starts_on,
    -- at_period_end is charged to the first boundary on or after the end
    least(
        ended_on,
        case
            when subscription_ended_on is null or cancel_mode = 'immediately'
            then subscription_ended_on
            when
                {{
                    period_boundary(
                        "anchor_on", "billing_interval", "interval_count", "end_index"
                    )
                }} = subscription_ended_on
            then subscription_ended_on
            else
                {{
                    period_boundary(
                        "anchor_on",
                        "billing_interval",
                        "interval_count",
                        "end_index + 1",
                    )
                }}
        end
    ) as ends_on,
    anchor_on,
    billing_interval,
    interval_count,
    billed_through,
    trial_ends_on,
    time_zone,
    meter is not null
    or (
        device_class is not null and device_policy in ('peak', 'average', 'period_end')
    ) as is_metered,
from ended
inner join numbered on ended.item_id = numbered.item_id
