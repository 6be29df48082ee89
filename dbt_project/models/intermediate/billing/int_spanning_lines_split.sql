with
    segments as (select * from {{ ref("int_item_segments") }} where not is_metered),
    named as (select * from {{ ref("int_prices_named") }}),
    -- what an imported line charged, and what was taken back of one line by line
    imported as (
        select *
        from {{ ref("int_charges_claimed") }}
        where
            kind in ('recurring', 'proration', 'credit')
            and coalesce(price_rule, 'imported') = 'imported'
            and period_end is not null
    ),
    -- most have the bounds of a period
    odd as (
        select imported.*
        from imported
        anti join
            segments
            on imported.item_id = segments.item_id
            and imported.period_start = segments.service_start
            and imported.period_end = segments.period_end
    ),
    -- by the terms that the line begins with, if they are its own: those of another
    -- interval have other periods, and leave it whole
    met as (
        select odd.*, segments.service_start, segments.period_end as whole_period_end,
        from odd
        inner join
            segments
            on odd.item_id = segments.item_id
            and odd.period_start < segments.segment_end
            and segments.segment_start < odd.period_end
        -- missing: no change names a price
        left join named on odd.item_id = named.item_id
        qualify
            segments.fixed_price_id
            is not distinct from first_value(segments.fixed_price_id) over (
                partition by odd.invoice_id, odd.line_no order by segments.segment_start
            )
            and first_value(
                coalesce(
                    {{ named_price("odd.price_id", "named.price_ids") }}
                    = {{
                        named_price(
                            "coalesce(segments.fixed_price_id, '')", "named.price_ids"
                        )
                    }},
                    true
                )
            ) over (
                partition by odd.invoice_id, odd.line_no order by segments.segment_start
            )
    ),
    cuts as (
        select invoice_id, line_no, service_start as cut_on,
        from met
        where period_start < service_start
        union
        select invoice_id, line_no, whole_period_end,
        from met
        where whole_period_end < period_end
    ),
    parts as (
        select
            odd.*,
            odd.invoice_id || '#' || odd.line_no as whole_id,
            odd.amount_minor as whole_minor,
            row_number() over of_line as part_order,
            starts.starts_on,
            lead(starts.starts_on, 1, odd.period_end) over of_line as ends_on,
            ends_on - starts.starts_on as weight,
        from odd
        inner join
            (
                select invoice_id, line_no, cut_on as starts_on,
                from cuts
                union all
                select distinct odd.invoice_id, odd.line_no, odd.period_start,
                from odd
                semi join
                    cuts
                    on odd.invoice_id = cuts.invoice_id
                    and odd.line_no = cuts.line_no
            ) as starts
            on odd.invoice_id = starts.invoice_id
            and odd.line_no = starts.line_no
        window
            of_line as (
                partition by odd.invoice_id, odd.line_no order by starts.starts_on
            )
    ),
    split as ({{ allocate("parts") }})
select
    * exclude (
        whole_id,
        whole_minor,
        part_order,
        weight,
        starts_on,
        ends_on,
        allocated_minor
    ) replace (
        starts_on as period_start,
        ends_on as period_end,
        allocated_minor as amount_minor
    ),
    part_order > 1 as is_continued,
from split
