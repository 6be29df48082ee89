with
    issued as (select * from {{ ref("int_issued_lines_discountable") }}),
    contracts as (select * from {{ ref("stg_contracts") }} where discount_percent <> 0),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    discounts as ({{ discounts_of_companies() }}),
    -- what a line says of its discounts is so
    named as (
        select
            invoice_id,
            line_no,
            entity_id,
            invoice_date,
            item_id,
            period_start,
            unnest(
                map_entries(cast(cast(discounts_taken as json) as map(varchar, bigint)))
            ) as taken,
        from issued
        where discounts_taken is not null
    ),
    -- what comes off one invoice, and which one did
    spent as (
        select distinct named.taken.key as discount_id, named.invoice_id,
        from named
        inner join discounts on named.taken.key = discounts.discount_id
        where
            discounts.duration = 'once'
            and not (discounts.kind = 'amount' and discounts.carries_over)
    ),
    met as (
        select
            discounts.discount_id,
            discounts.kind,
            discounts.value,
            discounts.duration,
            issued.*,
        from discounts
        inner join
            issued
            on {{ discount_covers("discounts", "issued") }}
            and discounts.starts_on <= issued.invoice_date
        where
            issued.discounts_taken is null
            and issued.discount_minor <> 0
            and coalesce(discounts.only_currency = issued.currency, true)
            and not exists (
                select 1
                from spent
                where
                    spent.discount_id = discounts.discount_id
                    and spent.invoice_id <> issued.invoice_id
            )
    ),
    asked as (
        select
            * exclude (kind, value, duration),
            coalesce(period_start, invoice_date) as line_start,
        from met
        where duration <> 'forever'
    ),
    -- a line without an item bears those of all its company's contracts
    contracted as (
        select
            asked.invoice_id,
            asked.line_no,
            contracts.contract_id,
            contracts.discount_percent,
        from asked
        inner join
            subscriptions on asked.subscription_id = subscriptions.subscription_id
        inner join
            contracts
            on subscriptions.contract_id = contracts.contract_id
            and {{ contract_in_force("contracts", "asked.line_start") }}
        union
        select
            asked.invoice_id,
            asked.line_no,
            contracts.contract_id,
            contracts.discount_percent,
        from asked
        inner join
            contracts
            on asked.company_id = contracts.company_id
            and asked.item_id is null
            and {{ contract_in_force("contracts", "asked.line_start") }}
    ),
    known as (
        select invoice_id, line_no, discount_id, kind, value,
        from met
        union all
        select invoice_id, line_no, null, 'percent', discount_percent,
        from contracted
    ),
    -- the most that everything else could have given on a line
    others as (
        select
            asked.invoice_id,
            asked.line_no,
            asked.discount_id,
            count(*) as other_count,
            coalesce(
                list(100000000 - {{ scaled("known.value", 6) }}) filter (
                    known.kind = 'percent'
                ),
                []
            ) as factors,
            coalesce(
                sum(cast(ceil(known.value) as hugeint)) filter (known.kind = 'amount'),
                0
            ) as amounts_minor,
        from asked
        inner join
            known
            on asked.invoice_id = known.invoice_id
            and asked.line_no = known.line_no
            and known.discount_id is distinct from asked.discount_id
        group by asked.invoice_id, asked.line_no, asked.discount_id
    )
select
    asked.discount_id,
    asked.invoice_id,
    asked.line_no,
    asked.entity_id,
    asked.invoice_date,
    asked.item_id,
    asked.period_start,
    cast(null as bigint) as taken_minor,
from asked
left join
    others
    on asked.discount_id = others.discount_id
    and asked.invoice_id = others.invoice_id
    and asked.line_no = others.line_no
where
    others.discount_id is null
    -- each of the others may have rounded up
    or (abs(asked.discount_minor) - others.amounts_minor - others.other_count)
    * 100000000
    > abs(asked.rated_minor)
    * (
        100000000 - list_reduce(
            others.factors,
            lambda kept,
            factor:{{ whole_quotient("kept * factor", "100000000") }},
            cast(100000000 as hugeint)
        )
    )
union all by name
select * exclude (taken), taken.key as discount_id, taken.value as taken_minor,
from named
