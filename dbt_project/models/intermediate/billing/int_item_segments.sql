with
    run as (select * from {{ ref("stg_run_parameters") }}),
    terms as (select * from {{ ref("int_item_terms") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    products as (select * from {{ ref("stg_products") }}),
    numbered as (
        select
            terms.*,
            lives.anchor_on,
            lives.item_no,
            lives.starts_on,
            lives.ends_on,
            lives.trial_ends_on,
            lives.billed_through,
            lives.time_zone,
            lives.is_metered,
            products.proration,
            lives.is_metered or products.billing_timing = 'arrears' as is_in_arrears,
            run.as_of,
            {{
                period_index(
                    "lives.anchor_on",
                    "terms.billing_interval",
                    "terms.interval_count",
                    "terms.valid_from",
                )
            }} as first_number,
            {{
                period_index(
                    "lives.anchor_on",
                    "terms.billing_interval",
                    "terms.interval_count",
                    "(terms.valid_to - 1)",
                )
            }} as last_number,
            {{
                period_index(
                    "lives.anchor_on",
                    "terms.billing_interval",
                    "terms.interval_count",
                    "run.as_of",
                )
            }} as current_number,
        from terms
        inner join lives on terms.item_id = lives.item_id
        inner join products on terms.product_id = products.product_id
        cross join run
    ),
    -- every period up to the one after the running one, whose date may be awaited; of
    -- terms that recur and begin later the first
    spread as (
        select
            *,
            unnest(
                range(
                    first_number,
                    least(
                        last_number,
                        greatest(current_number + 1, if(is_metered, null, first_number))
                    )
                    + 1
                )
            ) as period_number,
        from numbered
    ),
    bounded as (
        select
            *,
            {{
                period_boundary(
                    "anchor_on", "billing_interval", "interval_count", "period_number"
                )
            }} as period_start,
            {{
                period_boundary(
                    "anchor_on",
                    "billing_interval",
                    "interval_count",
                    "period_number + 1",
                )
            }} as period_end,
        from spread
    ),
    cut as (
        select
            *,
            item_no
            || '-'
            || (period_start - starts_on)
            || '-'
            || (period_end - period_start) as item_period_id,
            greatest(period_start, valid_from) as segment_start,
            least(period_end, valid_to) as segment_end,
            -- terms of a metered item are a service of their own, also where another
            -- interval cuts its period
            greatest(
                period_start, starts_on, if(is_metered, valid_from, null)
            ) as service_start,
            least(period_end, ends_on, if(is_metered, valid_to, null)) as service_end,
            -- where issued lines are of these terms: before the first and after the
            -- last
            -- terms of an item there are no others
            greatest(
                period_start,
                if(is_metered and valid_from > starts_on, valid_from, null)
            ) as terms_start,
            least(
                period_end,
                if(is_metered and valid_to is distinct from ends_on, valid_to, null)
            ) as terms_end,
        from bounded
    ),
    -- a time zone's rules are dear to look up: once a day and zone
    midnights as (
        select
            period_start,
            time_zone,
            {{ local_midnight("period_start", "time_zone") }} as starts_at,
        from (select distinct period_start, time_zone from cut)
    )
select
    -- short, for it joins most that is computed of an item
    item_no || '-' || (segment_start - starts_on) as segment_id,
    item_period_id,
    item_id,
    subscription_id,
    company_id,
    product_id,
    contract_id,
    currency,
    price_id as fixed_price_id,
    quantity,
    cut.period_start,
    period_end,
    service_start,
    service_end,
    terms_start,
    terms_end,
    segment_start,
    segment_end,
    greatest(valid_from_at, midnights.starts_at) as segment_start_at,
    if(segment_end = valid_to, valid_to_at, null) as segment_end_at,
    trial_ends_on,
    cut.time_zone,
    proration,
    is_metered,
    is_in_arrears,
    starts_on,
    case when is_in_arrears then service_end else service_start end as invoice_date,
from cut
left join
    midnights
    on cut.period_start = midnights.period_start
    and cut.time_zone = midnights.time_zone
where not is_taken_out and (billed_through is null or service_start >= billed_through)
