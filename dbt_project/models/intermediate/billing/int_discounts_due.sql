with
    -- a credit or an adjustment takes the discount of the charge that it changes
    lines as (
        select *
        from {{ ref("int_lines_dated") }}
        where kind not in ('credit', 'prior_period_adjustment')
    ),
    discounts as (select * from {{ ref("stg_discounts") }}),
    contracts as (select * from {{ ref("stg_contracts") }}),
    by_contract as (
        select
            lines.claim_key,
            'contract:' || contracts.contract_id as discount_id,
            contracts.discount_percent as percent,
            cast(null as date) as starts_on,
        from lines
        inner join
            contracts
            on contracts.discount_percent <> 0
            and (
                lines.contract_id = contracts.contract_id
                or (lines.item_id is null and lines.company_id = contracts.company_id)
            )
            and {{ contract_in_force("contracts", "lines.line_start") }}
    ),
    agreed as (
        select
            lines.claim_key,
            discounts.discount_id,
            discounts.value as percent,
            discounts.starts_on,
        from lines
        inner join
            discounts
            on discounts.kind = 'percent'
            and discounts.duration = 'forever'
            and coalesce(discounts.company_id = lines.company_id, true)
            and coalesce(discounts.product_id = lines.product_id, true)
            and (
                discounts.subscription_id is null
                or discounts.subscription_id = lines.subscription_id
            )
            and coalesce(discounts.starts_on <= lines.invoice_date, true)
    ),
    united as (
        select *
        from by_contract
        union all
        select *
        from agreed
    )
-- percentages one after the other: the contract's, then by start and id (5.6)
select
    united.claim_key,
    united.discount_id,
    {{ scaled("united.percent", 6) }} as share,
    dense_rank() over (
        partition by lines.entity_id, lines.payer_id, lines.currency, lines.invoice_date
        order by united.starts_on nulls first, united.discount_id
    ) as step,
from united
inner join lines on united.claim_key = lines.claim_key
