with
    charges as (select * from {{ ref("int_mrr_charges") }}),
    contracts as (select * from {{ ref("stg_contracts") }}),
    discounts as ({{ discounts_of_companies() }}),
    percents as (
        select charges.charge_id, contracts.discount_percent as percent,
        from charges
        inner join contracts on charges.contract_id = contracts.contract_id
        where
            contracts.discount_percent <> 0
            and {{ contract_in_force("contracts", "charges.state_on") }}
        union all
        select charges.charge_id, discounts.value
        from charges
        inner join
            discounts
            on discounts.kind = 'percent'
            and discounts.duration = 'forever'
            and {{ discount_covers("discounts", "charges") }}
            and coalesce(discounts.starts_on <= charges.state_on, true)
    )
select
    charge_id,
    -- what each percent leaves is taken by the next; null beyond 38 digits
    list_reduce(
        list(
            {{
                reduced_fraction(
                    "greatest(100000000 - " ~ scaled("percent", 6) ~ ", 0)",
                    "100000000",
                )
            }}
            order by percent
        ),
        lambda kept,
        next_one:try({{ fraction_times("kept", "next_one") }})
    ) as kept,
from percents
group by charge_id
