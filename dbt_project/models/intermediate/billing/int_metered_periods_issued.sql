{{ config(materialized="view") }}

with
    segments as (select * from {{ ref("int_item_segments") }} where is_metered),
    straddling as (select * from {{ ref("int_straddling_lines_split") }}),
    -- of a line that charges periods in part, each has its own part
    claimed as (
        select *, null as is_whole_period,
        from {{ ref("int_charges_claimed") }} as lines
        anti join
            straddling
            on lines.invoice_id = straddling.invoice_id
            and lines.line_no = straddling.line_no
        union all by name
        select * exclude (service_start, days),
        from straddling
    )
select
    segments.segment_id,
    cast(sum(claimed.amount_minor) as bigint) as issued_minor,
    sum(claimed.quantity) filter (
        claimed.kind in ('usage', 'prior_period_adjustment')
    ) as issued_quantity,
    min(claimed.period_start) as issued_from,
    max(claimed.period_end) as issued_to,
    count(*) as issued_line_count,
    min(claimed.invoice_date) as issued_on,
    max(claimed.invoice_date) as last_issued_on,
    bool_and(claimed.is_trial) as is_trial,
    last(
        claimed.price_id order by claimed.invoice_date, claimed.invoice_id
    ) as issued_price_id,
    bool_or(
        coalesce(claimed.is_whole_period, {{ charges_more("claimed", "segments") }})
    ) as is_part_of_more,
from segments
inner join
    claimed
    on segments.item_id = claimed.item_id
    and claimed.kind in ('usage', 'prior_period_adjustment', 'minimum_true_up')
    and claimed.period_start < segments.period_end
    and (
        claimed.period_start >= segments.period_start
        or {{ charges_more("claimed", "segments") }}
    )
group by segments.segment_id
