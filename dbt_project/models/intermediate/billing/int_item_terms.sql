with
    lives as (select * from {{ ref("int_item_lives") }}),
    changes as (select * from {{ ref("int_item_changes_dated") }}),
    prices as (select * from {{ ref("stg_prices") }}),
    starts as (
        select
            item_id,
            starts_on as counts_from,
            cast(null as timestamp) as changed_at,
            '' as change_id,
            case when device_policy = 'prorate' then 0 else quantity end as quantity,
            fixed_price_id as price_id,
            billing_interval,
            interval_count,
        from lives
    ),
    stated as (
        select *
        from starts
        union all by name
        select *
        from changes
    ),
    -- what a change leaves empty stays as it was; the last of a day wins
    carried as (
        select
            item_id,
            counts_from,
            changed_at,
            last_value(quantity ignore nulls) over so_far as quantity,
            last_value(price_id ignore nulls) over so_far as price_id,
            last_value(billing_interval ignore nulls) over so_far as billing_interval,
            last_value(interval_count ignore nulls) over so_far as interval_count,
        from stated
        window
            so_far as (
                partition by item_id
                order by counts_from, changed_at nulls first, change_id
                rows between unbounded preceding and current row
            )
        qualify
            row_number() over (
                partition by item_id, counts_from
                order by changed_at desc nulls last, change_id desc
            )
            = 1
    ),
    -- a change back leaves nothing: equal neighbours are one stretch
    changed as (
        select *,
        from carried
        qualify
            (quantity, price_id) is distinct from lag((quantity, price_id)) over (
                partition by item_id order by counts_from
            )
    ),
    stretched as (
        select
            changed.*,
            lives.anchor_on,
            lives.time_zone,
            counts_from <= greatest(lives.starts_on, lives.trial_ends_on) as is_opening,
            lead(counts_from) over (
                partition by changed.item_id order by counts_from
            ) as next_from,
        from changed
        inner join lives on changed.item_id = lives.item_id
    ),
    bounded as (
        select
            *,
            {% for day in ["counts_from", "next_from"] %}
                {{
                    period_boundary(
                        "anchor_on",
                        "billing_interval",
                        "interval_count",
                        period_index(
                            "anchor_on", "billing_interval", "interval_count", day
                        ),
                    )
                }} = {{ day }} as {{ day }}_is_boundary,
            {% endfor %}
        from stretched
    ),
    -- a time zone's rules are dear to look up: once a day and zone
    midnights as (
        select
            counts_from,
            time_zone,
            {{ local_midnight("counts_from", "time_zone") }} as starts_at,
        from (select distinct counts_from, time_zone from stretched)
    ),
    -- on the first day of a period, of the old terms or of the new, the new ones simply
    -- bill; else from the instant of the change
    timed as (
        select
            bounded.*,
            if(
                is_opening
                or counts_from_is_boundary
                or lag(next_from_is_boundary, 1, true) over by_day,
                midnights.starts_at,
                greatest(changed_at, midnights.starts_at)
            ) as starts_at,
        from bounded
        left join
            midnights
            on bounded.counts_from = midnights.counts_from
            and bounded.time_zone = midnights.time_zone
        window by_day as (partition by item_id order by bounded.counts_from)
    )
select
    lives.item_id,
    lives.subscription_id,
    lives.company_id,
    coalesce(prices.product_id, lives.product_id) as product_id,
    timed.price_id,
    timed.quantity,
    -- a metered item that never has a quantity is in, for it needs none
    lives.is_metered
    and timed.quantity = 0
    and bool_or(timed.quantity <> 0) over (partition by timed.item_id) as is_taken_out,
    timed.counts_from as valid_from,
    least(timed.next_from, lives.ends_on) as valid_to,
    timed.starts_at as valid_from_at,
    lead(timed.starts_at) over (
        partition by timed.item_id order by timed.counts_from
    ) as valid_to_at,
    lives.contract_id,
    lives.currency,
    timed.billing_interval,
    timed.interval_count,
from timed
inner join lives on timed.item_id = lives.item_id
left join prices on timed.price_id = prices.price_id
where lives.ends_on is null or timed.counts_from < lives.ends_on
