with
    run as (select * from {{ ref("stg_run_parameters") }}),
    contracts as (select * from {{ ref("stg_contracts") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    lines as (select * from {{ ref("int_lines_credited") }}),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    -- a term is as many months as it has, or days where it ends on another day
    agreed as (
        select
            contracts.*,
            coalesce(contracts.currency, companies.currency) as charged_currency,
            case
                when not coalesce(contracts.auto_renew, false) then contracts.ends_on
            end as last_end,
            case
                when contracts.commitment_interval <> 'term'
                then contracts.commitment_interval
                when
                    contracts.starts_on
                    + to_months(datediff('month', contracts.starts_on, ends_on))
                    = ends_on
                then 'month'
                else 'day'
            end as every,
            case
                when contracts.commitment_interval <> 'term'
                then 1
                when
                    contracts.starts_on
                    + to_months(datediff('month', contracts.starts_on, ends_on))
                    = ends_on
                then datediff('month', contracts.starts_on, ends_on)
                else ends_on - contracts.starts_on
            end as every_count,
            companies.entity_id,
            companies.payer_id,
            companies.rounding,
            run.as_of,
        from contracts
        cross join run
        inner join companies on contracts.company_id = companies.company_id
        where
            contracts.status = 'active'
            and contracts.committed_minor > 0
            and contracts.starts_on <= run.as_of
            and (
                contracts.commitment_interval <> 'term'
                or contracts.ends_on > contracts.starts_on
            )
    ),
    numbered as (
        select
            *,
            unnest(
                range(
                    {{ period_index("starts_on", "every", "every_count", "as_of") }} + 1
                )
            ) as n,
        from agreed
    ),
    whole as (
        select
            *,
            {{ period_boundary("starts_on", "every", "every_count", "n") }} as starts,
            {{ period_boundary("starts_on", "every", "every_count", "n + 1") }}
            as whole_end,
        from numbered
    ),
    migrated as (
        select contract_id, max(billed_through) as billed_through,
        from subscriptions
        where contract_id is not null
        group by contract_id
    ),
    -- an interval that the contract's end cuts short owes its share, by day
    intervals as (
        select
            whole.*,
            least(whole.whole_end, whole.last_end) as ends,
            cast(
                {{
                    round_scaled(
                        "whole.committed_minor",
                        "1",
                        "(least(whole.whole_end, whole.last_end) - whole.starts)",
                        "(whole.whole_end - whole.starts)",
                        "whole.rounding",
                    )
                }} as bigint
            ) as due_minor,
        from whole
        left join migrated on whole.contract_id = migrated.contract_id
        where
            least(whole.whole_end, whole.last_end) <= whole.as_of
            and coalesce(whole.starts < whole.last_end, true)
            and coalesce(whole.starts >= migrated.billed_through, true)
    ),
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
            and issued.period_start = intervals.starts
    )
