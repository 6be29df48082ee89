{{ config(materialized="view") }}

with
    drafts as not materialized(
        select * from {{ ref("int_lines_taxed") }} where not is_upcoming
    ),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    invoices as (select * from {{ ref("int_invoices_issued") }}),
    reckoned as (
        select *, cast(null as varchar) as other_claim_key
        from {{ ref("int_issued_lines_changed") }}
        union all by name
        select *, 'counts' as role,
        from {{ ref("int_lines_counted") }}
        union all by name
        -- a charge that is drafted as well; a reversal has none of its own
        select
            lines.claim_key,
            'credits' as role,
            charged.claim_key as other_claim_key,
            charged.amount_minor
            + if(charged.is_tax_inclusive, charged.tax_minor, 0) as amount_minor,
        from drafts as lines
        inner join
            {{ ref("int_credits_matched") }} as matched
            on lines.claim_key = matched.claim_key
        inner join drafts as charged on matched.charge_key = charged.claim_key
        where lines.kind = 'credit' and lines.charge_id is not null
    )
select
    lines.invoice_id,
    lines.line_no,
    lines.claim_key,
    reckoned.role,
    coalesce(reckoned.invoice_id, drafts.invoice_id) as other_invoice_id,
    coalesce(reckoned.line_no, drafts.line_no) as other_line_no,
    invoices.invoice_no as other_invoice_no,
    coalesce(issued.kind, drafts.kind) as kind,
    coalesce(issued.invoice_date, drafts.invoice_date) as invoice_date,
    coalesce(issued.period_start, drafts.line_start) as period_start,
    coalesce(issued.period_end, drafts.line_end) as period_end,
    coalesce(issued.quantity, drafts.quantity) as quantity,
    cast(reckoned.amount_minor as bigint) as amount_minor,
    coalesce(issued.is_tax_inclusive, drafts.is_tax_inclusive, false)
    and coalesce(issued.tax_minor, drafts.tax_minor) <> 0 as is_tax_included,
    reckoned.role = 'adjusts'
    and reckoned.amount_minor <> issued.rated_minor as is_in_part,
from reckoned
inner join drafts as lines on reckoned.claim_key = lines.claim_key
-- missing: the other line is a draft's
left join
    issued
    on reckoned.invoice_id = issued.invoice_id
    and reckoned.line_no = issued.line_no
left join invoices on reckoned.invoice_id = invoices.invoice_id
-- missing: it was issued
left join drafts on reckoned.other_claim_key = drafts.claim_key
