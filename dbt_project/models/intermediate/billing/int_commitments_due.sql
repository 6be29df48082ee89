with
    intervals as (select * from {{ ref("int_commitment_intervals") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    run as (select * from {{ ref("stg_run_parameters") }}),
    settled as (select * from {{ ref("int_commitments_made_up") }}),
    counted as (select * from {{ ref("int_commitment_lines_counted") }}),
    summed as (
        select contract_id, starts, cast(sum(net_minor) as bigint) as charged_minor,
        from counted
        group by contract_id, starts
    ),
    -- until its regular invoice is due, nobody knows what a line that begins in the
    -- interval comes to
    awaited as (
        select intervals.contract_id, intervals.starts,
        from intervals
        inner join
            segments
            on intervals.contract_id = segments.contract_id
            and intervals.starts <= segments.segment_start
            and segments.segment_start < intervals.ends
        inner join companies on segments.company_id = companies.company_id
        cross join run
        where
            (
                segments.invoice_date > run.as_of
                and (segments.is_metered or segments.quantity <> 0)
            )
            or (
                segments.segment_start > segments.service_start
                and segments.service_end > run.as_of
                and companies.proration_invoicing = 'next_invoice'
            )
        group by all
    ),
    compared as (
        select
            intervals.*,
            coalesce(summed.charged_minor, 0)
            + coalesce(settled.made_up_minor, 0) as charged_minor,
            -- of an interval that grew, the days since
            greatest(
                intervals.starts,
                least(
                    coalesce(settled.made_up_to, intervals.starts), intervals.ends - 1
                )
            ) as begins_on,
        from intervals
        left join
            summed
            on intervals.contract_id = summed.contract_id
            and intervals.starts = summed.starts
        -- missing: nothing was made up yet
        left join
            settled
            on intervals.contract_id = settled.contract_id
            and intervals.starts = settled.starts
        anti join
            awaited
            on intervals.contract_id = awaited.contract_id
            and intervals.starts = awaited.starts
        where not coalesce(settled.is_settled, false)
    )
select
    'minimum_true_up:contract:' || contract_id || ':' || begins_on as claim_key,
    'minimum_true_up' as kind,
    company_id,
    entity_id,
    payer_id,
    charged_currency as currency,
    contract_id,
    contract_id as source_id,
    begins_on as line_start,
    ends as line_end,
    cast(1 as decimal(30, 12)) as quantity,
    due_minor - charged_minor as amount_minor,
    cast(0 as bigint) as discount_minor,
    ends as invoice_date,
    false as is_upcoming,
    starts as interval_start,
    committed_minor,
    due_minor,
    charged_minor,
from compared
where due_minor > charged_minor
