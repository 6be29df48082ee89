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
            segments.company_id,
            segments.product_id,
            lives.device_class,
            lives.device_policy,
            segments.currency,
            min(segments.item_id) as item_id,
            -- the other policies bill the count itself, whatever the item says
            sum(segments.quantity) filter (
                lives.device_policy in ('contracted', 'prorate')
            ) as subscribed_quantity,
            sum(invoiced.invoiced_quantity) as invoiced_quantity,
        from segments
        inner join lives on segments.item_id = lives.item_id
        left join invoiced on segments.item_id = invoiced.item_id
        group by all
    )
select
    coalesce(sold.company_id, counts.company_id) as company_id,
    coalesce(sold.device_class, counts.device_class) as device_class,
    sold.* exclude (company_id, device_class),
    counts.counted_quantity,
    counts.local_date as counted_on,
    segments.contract_id,
    segments.fixed_price_id,
    segments.service_start,
    segments.period_start,
    segments.period_end,
from sold
full join
    counts
    on sold.company_id = counts.company_id
    and sold.device_class = counts.device_class
left join segments on sold.item_id = segments.item_id
where sold.item_id is not null or counts.counted_quantity <> 0
