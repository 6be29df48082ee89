{{ config(materialized="view") }}

with
    claimed as (select * from {{ ref("int_metered_lines_issued") }}),
    issued as (
        select
            claimed.segment_id,
            claimed.item_id,
            claimed.whole_period_start,
            claimed.whole_period_end,
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
            bool_or(claimed.is_part_of_more) as is_part_of_more,
        from claimed
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
            and voided.period_start < issued.whole_period_end
            and issued.whole_period_start < voided.period_end
            and voided.voided_on >= issued.last_issued_on
            and coalesce(
                voided.invoice_date > issued.usage_issued_on
                and voided.invoice_date < issued.last_issued_on,
                true
            )
    )
select
    issued.* exclude (item_id, whole_period_start, whole_period_end, usage_issued_on),
    reopened.segment_id is not null as is_reopened,
from issued
-- missing: all that charged it stands
left join reopened on issued.segment_id = reopened.segment_id
