with
    run as (select * from {{ ref("stg_run_parameters") }}),
    contracts as (select * from {{ ref("stg_contracts") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    agreed as (
        select
            contracts.*,
            coalesce(contracts.currency, companies.currency) as charged_currency,
            case
                when
                    contracts.status = 'expired'
                    or not coalesce(contracts.auto_renew, false)
                then contracts.ends_on
            end as last_end,
            -- a term is as many months as it has, or days where it ends on another day
            contracts.starts_on
            + to_months(datediff('month', contracts.starts_on, contracts.ends_on))
            = contracts.ends_on as is_whole_months,
            case
                when contracts.commitment_interval <> 'term'
                then contracts.commitment_interval
                when is_whole_months
                then 'month'
                else 'day'
            end as every,
            case
                when contracts.commitment_interval <> 'term'
                then 1
                when is_whole_months
                then datediff('month', contracts.starts_on, contracts.ends_on)
                else contracts.ends_on - contracts.starts_on
            end as every_count,
            companies.entity_id,
            companies.payer_id,
            companies.rounding,
            run.as_of,
        from contracts
        cross join run
        inner join companies on contracts.company_id = companies.company_id
        where
            {{ contract_in_force("contracts", "contracts.starts_on") }}
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
    )
-- an interval that the contract's end cuts short owes its share, by day
select
    whole.* exclude (is_whole_months, every, every_count, n, whole_end, last_end),
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
