with
    run as (select * from {{ ref("stg_run_parameters") }}),
    lives as (select * from {{ ref("int_item_lives") }} where device_class is not null),
    segments as (
        select segments.*,
        from {{ ref("int_item_segments") }} as segments
        cross join run
        where segments.segment_start <= run.as_of and run.as_of < segments.segment_end
    ),
    claimed as (select * from {{ ref("int_charges_claimed") }}),
    counts as (
        select company_id, device_class, device_count as counted_quantity, local_date,
        from {{ ref("int_device_counts_settled") }}
        where next_observed_at is null
    ),
    invoiced as (
        select item_id, quantity as invoiced_quantity,
        from claimed
        where kind in ('recurring', 'proration', 'usage')
        qualify
            row_number() over (
                partition by item_id
                order by period_start desc, invoice_date desc, invoice_id, line_no
            )
            = 1
    ),
    sold as (
        select
            segments.item_id,
            segments.company_id,
            segments.product_id,
            lives.device_class,
            lives.device_policy,
            segments.currency,
            segments.contract_id,
            segments.fixed_price_id,
            segments.service_start,
            segments.period_start,
            segments.period_end,
            -- the other policies bill the count itself, whatever the item says
            if(
                lives.device_policy in ('contracted', 'prorate'),
                segments.quantity,
                null
            ) as subscribed_quantity,
            invoiced.invoiced_quantity,
        from segments
        inner join lives on segments.item_id = lives.item_id
        -- missing: an item that was never invoiced
        left join invoiced on segments.item_id = invoiced.item_id
    ),
    counted as (
        select
            sold.* exclude (company_id, device_class),
            coalesce(sold.company_id, counts.company_id) as company_id,
            coalesce(sold.device_class, counts.device_class) as device_class,
            counts.counted_quantity,
            counts.local_date as counted_on,
        from sold
        -- missing: a class that is not counted, or that nobody buys
        full join
            counts
            on sold.company_id = counts.company_id
            and sold.device_class = counts.device_class
        where sold.item_id is not null or counts.counted_quantity <> 0
    ),
    -- items that agree to devices share those that are counted as they share what is
    -- billed; every other item bills the count
    parts as (
        select
            *,
            coalesce(
                device_policy = 'contracted' and counted_quantity is not null, false
            ) as is_spread,
            concat_ws('|', company_id, device_class, product_id, currency) as whole_id,
            counted_quantity as whole_minor,
            {{ scaled("coalesce(invoiced_quantity, subscribed_quantity, 0)", 6) }}
            as weight,
            item_id as part_order,
        from counted
    )
select
    * exclude (is_spread, whole_id, whole_minor, weight, part_order, allocated_minor),
    allocated_minor as billable_quantity,
from ({{ allocate_several("parts") }})
