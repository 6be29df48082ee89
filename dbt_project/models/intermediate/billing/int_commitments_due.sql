with
    intervals as (select * from {{ ref("int_commitment_intervals") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    lines as (select * from {{ ref("int_lines_credited") }} where not is_upcoming),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    run as (select * from {{ ref("stg_run_parameters") }}),
    settled as (select * from {{ ref("int_commitments_made_up") }}),
    charged as (
        select
            company_id,
            contract_id,
            kind,
            currency,
            line_start as charged_on,
            amount_minor + discount_minor as net_minor,
        from lines
        union all
        select
            issued.company_id,
            subscriptions.contract_id,
            issued.kind,
            issued.currency,
            coalesce(issued.period_start, issued.invoice_date),
            issued.rated_minor + issued.discount_minor,
        from issued
        left join
            subscriptions on issued.subscription_id = subscriptions.subscription_id
        where issued.is_charging
    ),
    -- by one key each, for there may be many contracts and many lines
    counted as (
        select intervals.contract_id, intervals.starts, charged.net_minor,
        from intervals
        inner join
            charged
            on intervals.contract_id = charged.contract_id
            and intervals.charged_currency = charged.currency
            and intervals.starts <= charged.charged_on
            and charged.charged_on < intervals.ends
        union all
        select intervals.contract_id, intervals.starts, charged.net_minor,
        from intervals
        inner join
            charged
            on intervals.company_id = charged.company_id
            and intervals.charged_currency = charged.currency
            and intervals.starts <= charged.charged_on
            and charged.charged_on < intervals.ends
            and charged.kind in ('time', 'one_off')
            and charged.contract_id is distinct from intervals.contract_id
    ),
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
