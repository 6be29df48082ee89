with
    lines as (
        select *, entity_id || '|' || payer_id || '|' || currency as account_key,
        from {{ ref("int_lines_discountable") }} as lines
        where {{ bears_discounts("lines") }}
    ),
    contracts as (select * from {{ ref("stg_contracts") }} where discount_percent <> 0),
    companies as (select * from {{ ref("int_companies_billed") }}),
    -- by one key each, for there may be many contracts and many lines
    contracted as (
        select lines.claim_key, contracts.contract_id,
        from lines
        inner join
            contracts
            on lines.contract_id = contracts.contract_id
            and {{ contract_in_force("contracts", "lines.line_start") }}
        where lines.named_discount_id is null
        union
        select lines.claim_key, contracts.contract_id,
        from lines
        inner join
            contracts
            on lines.company_id = contracts.company_id
            and lines.item_id is null
            and {{ contract_in_force("contracts", "lines.line_start") }}
        where lines.named_discount_id is null
    ),
    by_contract as (
        select
            contracted.claim_key,
            'contract:' || contracts.contract_id as discount_id,
            'percent' as kind,
            contracts.discount_percent as value,
            contracts.starts_on,
            true as is_of_contract,
            'forever' as duration,
            false as carries_over,
            true as is_granted,
        from contracted
        inner join contracts on contracted.contract_id = contracts.contract_id
    ),
    united as (
        select *
        from by_contract
        union all by name
        select *
        from {{ ref("int_discounts_agreed") }}
    ),
    -- an amount that carries over ties the invoices of an account to one sequence
    placed as (
        select
            united.*,
            lines.invoice_key,
            lines.invoice_date,
            lines.is_issued,
            lines.is_issued and lines.named_discount_id is not null as is_named,
            lines.account_key,
            companies.rounding,
            bool_or(lines.is_issued and lines.named_discount_id is not null) over (
                partition by lines.invoice_key, united.kind
            ) as is_named_first,
            bool_or(united.carries_over) over (
                partition by lines.account_key, united.kind
            ) as is_sequence,
            -- amounts that fall due once are spent by what was issued first, others by
            -- what issued lines name
            bool_and(not united.carries_over or united.duration = 'once') over (
                partition by lines.account_key, united.kind
            ) as is_issued_first,
        from united
        inner join lines on united.claim_key = lines.claim_key
        inner join companies on lines.company_id = companies.company_id
    )
-- one after the other: the contract's first, then by start and id (5.6)
select
    claim_key,
    discount_id,
    kind,
    carries_over,
    is_granted,
    is_named,
    account_key,
    invoice_key,
    case
        when kind = 'percent' then {{ scaled("cast(value as decimal(10, 6))", 6) }}
    end as share,
    case
        when kind = 'amount'
        then
            cast(
                {{ round_quotient(scaled("value", 10), ten_to(10), "rounding") }}
                as bigint
            )
    end as value_minor,
    dense_rank() over (
        partition by kind, if(is_sequence, account_key, invoice_key)
        order by
            if(is_sequence, not if(is_issued_first, is_issued, is_named_first), null),
            if(is_sequence, invoice_date, null),
            if(is_sequence, not is_issued, null),
            if(is_sequence, invoice_key, null),
            is_of_contract nulls last,
            starts_on,
            discount_id
    ) as step,
from placed
