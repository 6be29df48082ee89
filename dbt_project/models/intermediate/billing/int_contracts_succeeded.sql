{{ config(materialized="view") }}

with
    lines as (select * from {{ ref("int_draft_lines") }}),
    subscriptions as (
        select subscription_id, company_id, contract_id,
        from {{ ref("stg_subscriptions") }}
        where contract_id is not null
    ),
    contracts as (select * from {{ ref("stg_contracts") }}),
    -- what is drafted for days on which another contract of the company was in force
    early as (
        select
            successors.contract_id,
            successors.company_id,
            'starts on '
            || min(successors.starts_on)
            || '; subscription '
            || min(subscriptions.subscription_id)
            || ', which names it, is billed from '
            || min(lines.period_start)
            || ' on under no contract, though '
            || min(contracts.contract_id)
            || ' was in force then' as reason,
        from lines
        inner join
            subscriptions on lines.subscription_id = subscriptions.subscription_id
        inner join
            contracts as successors
            on subscriptions.contract_id = successors.contract_id
            and lines.period_start < successors.starts_on
        inner join
            contracts
            on successors.company_id = contracts.company_id
            and {{ contract_in_force("contracts", "lines.period_start") }}
        group by successors.contract_id, successors.company_id
    ),
    -- what a contract lacks to which nothing can count any more
    forgotten as (
        select
            lines.source_id as contract_id,
            lines.company_id,
            'lacks what it commits to from '
            || min(lines.period_start)
            || ' on, since no subscription names it any more; subscription '
            || min(subscriptions.subscription_id)
            || ' names '
            || min(subscriptions.contract_id) as reason,
            cast(sum(lines.amount_minor) as bigint) as amount_minor,
            lines.currency,
        from lines
        inner join subscriptions on lines.company_id = subscriptions.company_id
        anti join
            (select distinct contract_id from subscriptions) as named
            on lines.source_id = named.contract_id
        where lines.kind = 'minimum_true_up' and lines.item_id is null
        group by lines.source_id, lines.company_id, lines.currency
    )
select *
from early
union all by name
select *
from forgotten
