with
    -- a credit or an adjustment takes the discount of the charge that it changes
    lines as (
        select *
        from {{ ref("int_lines_dated") }}
        where kind not in ('credit', 'prior_period_adjustment')
    ),
    discounts as (select * from {{ ref("stg_discounts") }}),
    contracts as (select * from {{ ref("stg_contracts") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    by_contract as (
        select
            lines.claim_key,
            'contract:' || contracts.contract_id as discount_id,
            'percent' as kind,
            contracts.discount_percent as value,
            cast(null as date) as starts_on,
            false as carries_over,
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
    -- the invoices that a discount could be taken on, issued ones and these
    met as (
        select discounts.discount_id, issued.invoice_date
        from discounts
        inner join
            issued
            on {{ discount_covers("discounts", "issued") }}
            and issued.invoice_date >= discounts.starts_on
        where
            issued.is_charging
            and issued.kind not in ('credit', 'prior_period_adjustment')
        union all
        select discounts.discount_id, lines.invoice_date
        from discounts
        inner join
            lines
            on {{ discount_covers("discounts", "lines") }}
            and lines.invoice_date >= discounts.starts_on
    ),
    firsts as (
        select discount_id, min(invoice_date) as first_date, from met group by all
    ),
    -- the periods of each discounted item from the discount's start, counted
    periods as (
        select
            discounts.discount_id,
            segments.item_id,
            segments.period_start,
            segments.period_end,
            row_number() over (
                partition by discounts.discount_id, segments.item_id
                order by segments.period_start
            ) as period_count,
        from discounts
        inner join
            segments
            on {{ discount_covers("discounts", "segments") }}
            and segments.invoice_date >= discounts.starts_on
        where discounts.duration = 'repeating'
        group by
            discounts.discount_id,
            segments.item_id,
            segments.period_start,
            segments.period_end
    ),
    agreed as (
        select
            lines.claim_key,
            discounts.discount_id,
            discounts.kind,
            discounts.value,
            discounts.starts_on,
            discounts.duration = 'once'
            and coalesce(discounts.carries_over, false) as carries_over,
        from lines
        inner join companies on lines.company_id = companies.company_id
        inner join
            discounts
            on {{ discount_covers("discounts", "lines") }}
            and discounts.starts_on <= lines.invoice_date
            and (
                discounts.kind = 'percent'
                or coalesce(discounts.currency, companies.currency) = lines.currency
            )
        left join firsts on discounts.discount_id = firsts.discount_id
        left join
            periods
            on discounts.discount_id = periods.discount_id
            and lines.item_id = periods.item_id
            and periods.period_start <= lines.line_start
            and lines.line_start < periods.period_end
        where
            case
                discounts.duration
                when 'once'
                then
                    lines.invoice_date = firsts.first_date
                    or (discounts.kind = 'amount' and discounts.carries_over)
                when 'repeating'
                then periods.period_count <= discounts.periods
                else true
            end
    ),
    united as (
        select *
        from by_contract
        union all
        select *
        from agreed
    )
-- one after the other: the contract's first, then by start and id (5.6)
select
    united.claim_key,
    united.discount_id,
    united.kind,
    united.carries_over,
    lines.entity_id
    || '|'
    || lines.payer_id
    || '|'
    || lines.currency
    || '|'
    || lines.invoice_date as invoice_key,
    lines.invoice_date,
    united.starts_on,
    case
        when united.kind = 'percent'
        then {{ scaled("cast(united.value as decimal(10, 6))", 6) }}
    end as share,
    case
        when united.kind = 'amount'
        then
            cast(
                {{
                    round_quotient(
                        scaled("united.value", 10),
                        ten_to(10),
                        "companies.rounding",
                    )
                }} as bigint
            )
    end as value_minor,
    dense_rank() over (
        partition by
            lines.entity_id,
            lines.payer_id,
            lines.currency,
            lines.invoice_date,
            united.kind
        order by united.starts_on nulls first, united.discount_id
    ) as step,
from united
inner join lines on united.claim_key = lines.claim_key
inner join companies on lines.company_id = companies.company_id
