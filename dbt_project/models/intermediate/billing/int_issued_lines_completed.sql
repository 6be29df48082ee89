with
    -- few lines leave anything out, unless a replaced system wrote them
    lines as (
        select *
        from {{ ref("stg_issued_invoice_lines") }}
        where
            kind is null
            or (subscription_id is null and item_id is not null)
            or (
                subscription_id is null and company_id is null and source_id is not null
            )
    ),
    invoices as (select * from {{ ref("stg_issued_invoices") }}),
    items as (select * from {{ ref("stg_subscription_items") }}),
    sources as (
        select 'time' as kind, entry_id as source_id, company_id, product_id,
        from {{ ref("stg_time_entries") }}
        union all by name
        select 'one_off' as kind, charge_id as source_id, company_id, product_id,
        from {{ ref("stg_one_off_charges") }}
        union all by name
        select 'minimum_true_up' as kind, contract_id as source_id, company_id,
        from {{ ref("stg_contracts") }}
    ),
    -- entries, charges and contracts may share an id: the product tells, or who pays
    sourced as (
        select lines.invoice_id, lines.line_no, sources.kind, sources.company_id,
        from lines
        inner join
            sources
            on lines.source_id = sources.source_id
            and coalesce(lines.kind, sources.kind) = sources.kind
        inner join invoices on lines.invoice_id = invoices.invoice_id
        qualify
            row_number() over (
                partition by lines.invoice_id, lines.line_no
                order by
                    sources.product_id is not distinct from lines.product_id desc,
                    sources.company_id
                    = coalesce(lines.company_id, invoices.company_id) desc,
                    sources.kind
            )
            = 1
    )
select
    lines.invoice_id,
    lines.line_no,
    coalesce(
        lines.kind,
        case
            when items.item_id is null or lines.period_start is null
            then null
            when {{ is_metered("items") }}
            then if(lines.amount_minor < 0, 'prior_period_adjustment', 'usage')
            -- of an item that gives something off, what gives back is above zero
            when lines.amount_minor * if(items.quantity < 0, -1, 1) < 0
            then 'credit'
            else 'recurring'
        end,
        sourced.kind
    ) as kind,
    coalesce(lines.subscription_id, items.subscription_id) as subscription_id,
    sourced.company_id,
from lines
left join items on lines.item_id = items.item_id
left join
    sourced on lines.invoice_id = sourced.invoice_id and lines.line_no = sourced.line_no
