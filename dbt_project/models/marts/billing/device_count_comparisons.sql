with
    run as (select * from {{ ref("stg_run_parameters") }}),
    compared as (select * from {{ ref("int_device_counts_compared") }}),
    amounts as (select * from {{ ref("int_device_counts_rated") }}),
    -- a sum in which an item has no price is none (1.6)
    summed as (
        select
            compared.company_id,
            compared.product_id,
            compared.device_class,
            compared.device_policy,
            compared.currency,
            compared.counted_on,
            compared.counted_quantity,
            sum(compared.billable_quantity) as billable_quantity,
            sum(compared.subscribed_quantity) as subscribed_quantity,
            sum(compared.invoiced_quantity) as invoiced_quantity,
            sum(
                coalesce(compared.invoiced_quantity, compared.subscribed_quantity)
            ) as billed_quantity,
            min_by(compared.period_start, compared.item_id) as period_start,
            min_by(compared.period_end, compared.item_id) as period_end,
            string_agg(
                distinct amounts.price_rule, ', ' order by amounts.price_rule
            ) as price_rule,
            if(
                count(amounts.counted_minor) = count(*),
                cast(sum(amounts.counted_minor) as bigint),
                null
            ) as counted_minor,
            if(
                count(amounts.subscribed_minor) = count(compared.subscribed_quantity),
                cast(sum(amounts.subscribed_minor) as bigint),
                null
            ) as subscribed_minor,
            if(
                count(amounts.invoiced_minor) = count(compared.invoiced_quantity),
                cast(sum(amounts.invoiced_minor) as bigint),
                null
            ) as invoiced_minor,
            cast(
                sum(
                    coalesce(amounts.invoiced_minor, amounts.subscribed_minor, 0)
                ) as bigint
            ) as billed_minor,
        from compared
        -- missing: a class that is not sold
        left join amounts on compared.item_id = amounts.item_id
        group by all
    )
select
    run.as_of,
    company_id,
    product_id,
    device_class,
    device_policy,
    currency,
    counted_on,
    cast(counted_quantity as decimal(30, 12)) as counted_quantity,
    cast(subscribed_quantity as decimal(30, 12)) as subscribed_quantity,
    cast(invoiced_quantity as decimal(30, 12)) as invoiced_quantity,
    period_start,
    period_end,
    price_rule,
    counted_minor,
    subscribed_minor,
    invoiced_minor,
    counted_minor - billed_minor as at_stake_minor,
    case
        when product_id is null
        then 'not_sold'
        when counted_quantity is null
        then 'never_counted'
        when billed_quantity is null
        then 'not_invoiced'
        when billable_quantity > billed_quantity
        then 'counted_more'
        when billable_quantity < billed_quantity
        then 'counted_less'
        when subscribed_quantity <> billable_quantity
        then 'subscription_differs'
        else 'agrees'
    end as outcome,
from summed
cross join run
