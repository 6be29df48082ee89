with
    segments as (select * from {{ ref("int_item_segments") }} where is_metered),
    lives as (select * from {{ ref("int_item_lives") }} where is_metered),
    claimed as (
        select *
        from {{ ref("int_charges_claimed") }}
        where
            kind in ('usage', 'prior_period_adjustment', 'minimum_true_up')
            and period_end is not null
    ),
    -- only an imported line has other bounds than its item's period
    imported as (
        select claimed.*, lives.starts_on, lives.ends_on,
        from claimed
        inner join lives on claimed.item_id = lives.item_id
        anti join
            segments
            on claimed.item_id = segments.item_id
            and claimed.period_start = segments.service_start
            and claimed.period_end = segments.service_end
    ),
    met as (
        select
            imported.*,
            segments.service_start,
            greatest(imported.period_start, segments.service_start) as part_start,
            least(imported.period_end, segments.service_end) as part_end,
            {{ charges_more("imported", "segments") }} as is_whole_period,
            imported.period_start >= segments.terms_start
            and imported.period_end <= segments.terms_end as is_in_period,
        from imported
        inner join
            segments
            on imported.item_id = segments.item_id
            and imported.period_start < segments.service_end
            and segments.service_start < imported.period_end
    ),
    straddling as (
        select *, part_end - part_start as weight,
        from met
        qualify
            bool_or(not is_whole_period and not is_in_period) over (
                partition by invoice_id, line_no
            )
    ),
    parts as (
        select
            *,
            invoice_id || '#' || line_no as whole_id,
            amount_minor as whole_minor,
            row_number() over (
                partition by invoice_id, line_no order by service_start
            ) as part_order,
        from straddling
        union all by name
        -- its days outside any period of ours were billed elsewhere, and stay so
        select
            invoice_id || '#' || line_no as whole_id,
            any_value(amount_minor) as whole_minor,
            any_value(
                least(period_end, coalesce(ends_on, period_end))
                - greatest(period_start, starts_on)
            )
            - sum(weight) as weight,
            count(*) + 1 as part_order,
        from straddling
        group by invoice_id, line_no
    ),
    weighed as (select *, sum(weight) over (partition by whole_id) as days, from parts),
    split as ({{ allocate("weighed") }})
select
    invoice_id,
    line_no,
    invoice_date,
    item_id,
    kind,
    service_start,
    part_start as period_start,
    part_end as period_end,
    cast(weight as integer) as days,
    allocated_minor as amount_minor,
    cast(
        {{
            unscaled(
                "divide("
                ~ scaled("quantity", 6)
                ~ " * cast(1000000 as hugeint) * cast(weight as hugeint), "
                ~ "cast(days as hugeint))",
                12,
            )
        }} as decimal(30, 12)
    ) as quantity,
    is_whole_period,
from split
where item_id is not null
