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
    segments.period_start as whole_period_start,
    segments.period_end as whole_period_end,
    claimed.*,
    coalesce(
        claimed.is_whole_period, {{ charges_more("claimed", "segments") }}
    ) as is_part_of_more,
from segments
inner join
    claimed
    on segments.item_id = claimed.item_id
    and claimed.kind in ('usage', 'prior_period_adjustment', 'minimum_true_up')
    and claimed.period_start < segments.terms_end
    and (
        claimed.period_start >= segments.terms_start
        or {{ charges_more("claimed", "segments") }}
    )
