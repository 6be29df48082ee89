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
    ),
    issued as (
        select
            segments.segment_id,
            segments.item_id,
            segments.period_start,
            segments.period_end,
            cast(sum(claimed.amount_minor) as bigint) as issued_minor,
            sum(claimed.quantity) filter (
                claimed.kind in ('usage', 'prior_period_adjustment')
            ) as issued_quantity,
            min(claimed.period_start) as issued_from,
            max(claimed.period_end) as issued_to,
            count(*) as issued_line_count,
            min(claimed.invoice_date) as issued_on,
            max(claimed.invoice_date) as last_issued_on,
            min(claimed.invoice_date) filter (
                claimed.kind = 'usage'
            ) as usage_issued_on,
            bool_and(claimed.is_trial) as is_trial,
            issued_minor = 0 and bool_or(claimed.amount_minor <> 0) as is_taken_back,
            last(
                claimed.price_id order by claimed.invoice_date, claimed.invoice_id
            ) as issued_price_id,
            last(
                claimed.price_rule order by claimed.invoice_date, claimed.invoice_id
            ) as issued_rule,
            bool_or(
                coalesce(
                    claimed.is_whole_period, {{ charges_more("claimed", "segments") }}
                )
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
        group by all
    ),
    voided as (
        select
            lines.item_id,
            lines.period_start,
            lines.period_end,
            lines.invoice_date,
            coalesce(invoices.voided_on, invoices.due_date) as voided_on,
        from {{ ref("int_invoice_lines_issued") }} as lines
        inner join
            {{ ref("int_invoices_issued") }} as invoices
            on lines.invoice_id = invoices.invoice_id
        where
            not lines.is_charging
            and lines.kind in ('usage', 'prior_period_adjustment', 'minimum_true_up')
    ),
    -- of what an adjustment was added to, a part is void by now; a usage line, drafted
    -- where nothing charged the period, was added to nothing
    reopened as (
        select distinct issued.segment_id,
        from issued
        inner join
            voided
            on issued.item_id = voided.item_id
            and voided.period_start < issued.period_end
            and issued.period_start < voided.period_end
            and voided.voided_on >= issued.last_issued_on
            and coalesce(
                voided.invoice_date > issued.usage_issued_on
                and voided.invoice_date < issued.last_issued_on,
                true
            )
    )
select
    issued.* exclude (item_id, period_start, period_end, usage_issued_on),
    reopened.segment_id is not null as is_reopened,
from issued
-- missing: all that charged it stands
left join reopened on issued.segment_id = reopened.segment_id
