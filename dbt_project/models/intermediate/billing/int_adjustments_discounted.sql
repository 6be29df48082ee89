with
    adjustments as (
        select claim_key, item_id, line_start, line_end,
        from {{ ref("int_lines_discounted") }}
        where item_id is not null and kind = 'prior_period_adjustment'
    ),
    taken as (select * from {{ ref("int_discounts_taken") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    contracts as (select * from {{ ref("stg_contracts") }} where discount_percent <> 0),
    discounts as (
        select * from ({{ discounts_of_companies() }}) where kind = 'percent'
    ),
    -- the line that charged the period first; where all were voided, the first of these
    charged as (
        select adjustments.claim_key, issued.*,
        from adjustments
        inner join
            {{ ref("int_invoice_lines_issued") }} as issued
            on adjustments.item_id = issued.item_id
            and issued.kind in ('usage', 'minimum_true_up')
            and issued.period_start < adjustments.line_end
            and adjustments.line_start < issued.period_end
        qualify
            row_number() over (
                partition by adjustments.claim_key
                order by
                    issued.is_charging desc,
                    issued.kind = 'usage' desc,
                    issued.invoice_date,
                    issued.invoice_id,
                    issued.line_no
            )
            = 1
    ),
    agreed as (
        select
            charged.claim_key,
            'contract:' || contracts.contract_id as discount_id,
            contracts.discount_percent as value,
            'forever' as duration,
        from charged
        inner join
            subscriptions on charged.subscription_id = subscriptions.subscription_id
        inner join
            contracts
            on subscriptions.contract_id = contracts.contract_id
            and {{ contract_in_force("contracts", "charged.period_start") }}
        union all
        select
            charged.claim_key,
            discounts.discount_id,
            discounts.value,
            discounts.duration,
        from charged
        inner join
            discounts
            on {{ discount_covers("discounts", "charged") }}
            and discounts.starts_on <= charged.invoice_date
    ),
    -- those that the line took; where it does not say, those that are for it; what a
    -- voided one took once falls due elsewhere
    borne as (
        select agreed.claim_key, agreed.value,
        from agreed
        inner join charged on agreed.claim_key = charged.claim_key
        left join
            taken
            on charged.invoice_id = taken.invoice_id
            and charged.line_no = taken.line_no
            and agreed.discount_id = taken.discount_id
        where
            case
                when charged.is_charging
                then
                    taken.discount_id is not null
                    or (charged.discounts_taken is null and agreed.duration = 'forever')
                else
                    agreed.duration = 'forever'
                    or (
                        agreed.duration = 'repeating'
                        and agreed.discount_id in json_keys(charged.discounts_taken)
                    )
            end
    )
select
    charged.claim_key,
    not charged.is_charging as is_voided,
    count(borne.value) as percent_count,
    100000000 - list_reduce(
        coalesce(
            list(
                100000000 - {{ scaled("cast(borne.value as decimal(10, 6))", 6) }}
            ) filter (borne.value is not null),
            []
        ),
        lambda left_over,
        kept:{{ whole_quotient("left_over * kept", "100000000") }},
        cast(100000000 as hugeint)
    ) as share,
from charged
left join borne on charged.claim_key = borne.claim_key
where borne.claim_key is not null or not charged.is_charging
group by charged.claim_key, charged.is_charging
