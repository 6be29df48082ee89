with
    intervals as (select * from {{ ref("int_commitment_intervals") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    lines as (select * from {{ ref("int_lines_credited") }} where not is_upcoming),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
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
    summed as (
        select
            intervals.contract_id,
            intervals.starts,
            cast(sum(charged.net_minor) as bigint) as charged_minor,
        from intervals
        inner join
            charged
            on intervals.charged_currency = charged.currency
            and intervals.starts <= charged.charged_on
            and charged.charged_on < intervals.ends
            and (
                intervals.contract_id = charged.contract_id
                or (
                    intervals.company_id = charged.company_id
                    and charged.kind in ('time', 'one_off')
                )
            )
        group by intervals.contract_id, intervals.starts
    )
select
    'minimum_true_up:contract:'
    || intervals.contract_id
    || ':'
    || intervals.starts as claim_key,
    'minimum_true_up' as kind,
    intervals.company_id,
    intervals.entity_id,
    intervals.payer_id,
    intervals.charged_currency as currency,
    intervals.contract_id,
    intervals.contract_id as source_id,
    intervals.starts as line_start,
    intervals.ends as line_end,
    cast(1 as decimal(30, 12)) as quantity,
    intervals.due_minor - coalesce(summed.charged_minor, 0) as amount_minor,
    cast(0 as bigint) as discount_minor,
    intervals.ends as invoice_date,
    false as is_upcoming,
    intervals.committed_minor,
    intervals.due_minor,
    coalesce(summed.charged_minor, 0) as charged_minor,
from intervals
left join
    summed
    on intervals.contract_id = summed.contract_id
    and intervals.starts = summed.starts
where
    intervals.due_minor > coalesce(summed.charged_minor, 0)
    and not exists (
        select 1
        from issued
        where
            issued.is_charging
            and issued.kind = 'minimum_true_up'
            and issued.source_id = intervals.contract_id
            -- an imported one may say its date alone, which is its interval's end
            and coalesce(issued.period_start, issued.invoice_date - 1)
            >= intervals.starts
            and coalesce(issued.period_start, issued.invoice_date - 1) < intervals.ends
    )
