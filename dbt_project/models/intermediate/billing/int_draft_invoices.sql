with
    lines as (select * from {{ ref("int_draft_lines") }}),
    held as (select * from {{ ref("int_charges_held") }}),
    margins as (select * from {{ ref("int_lines_below_margin") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    contracts as (select * from {{ ref("stg_contracts") }}),
    reasons as (
        select
            'draft:'
            || entity_id
            || ':'
            || payer_id
            || ':'
            || currency
            || ':'
            || invoice_date as invoice_id,
            entity_id,
            payer_id,
            currency,
            invoice_date,
            reason || ' ' || subject || ' ' || subject_id as reason,
        from held
        union all
        select invoice_id, entity_id, payer_id, currency, invoice_date, reason,
        from margins
    ),
    reasoned as (
        select
            invoice_id,
            entity_id,
            payer_id,
            currency,
            invoice_date,
            string_agg(distinct reason, '; ' order by reason) as reason,
        from reasons
        group by all
    ),
    totals as (
        select
            invoice_id,
            entity_id,
            payer_id,
            currency,
            invoice_date,
            min(period_start) as period_start,
            max(period_end) as period_end,
            cast(sum(amount_minor) as bigint) as subtotal_minor,
            cast(sum(discount_minor) as bigint) as discount_minor,
            cast(sum(tax_minor) as bigint) as tax_minor,
        from lines
        group by all
    ),
    drafts as (
        select *
        from totals
        full join
            reasoned using (invoice_id, entity_id, payer_id, currency, invoice_date)
    ),
    -- the shortest terms of the contracts in force on the invoice's day
    agreed as (
        select
            drafts.invoice_id,
            min(
                coalesce(contracts.payment_terms_days, entities.payment_terms_days)
            ) as terms_days,
        from drafts
        inner join entities on drafts.entity_id = entities.entity_id
        inner join
            contracts
            on drafts.payer_id = contracts.company_id
            and {{ contract_in_force("contracts", "drafts.invoice_date") }}
        group by drafts.invoice_id
    )
select
    drafts.invoice_id,
    cast(null as varchar) as invoice_no,
    drafts.entity_id,
    drafts.payer_id as company_id,
    case when drafts.reason is null then 'draft' else 'pending_review' end as status,
    drafts.invoice_date,
    drafts.invoice_date
    + coalesce(agreed.terms_days, entities.payment_terms_days) as due_date,
    drafts.period_start,
    drafts.period_end,
    drafts.currency,
    -- a draft may be held for a charge that has no line; then it has none to sum
    coalesce(drafts.subtotal_minor, 0) as subtotal_minor,
    coalesce(drafts.discount_minor, 0) as discount_minor,
    coalesce(drafts.tax_minor, 0) as tax_minor,
    coalesce(
        drafts.subtotal_minor + drafts.discount_minor + drafts.tax_minor, 0
    ) as total_minor,
    cast(null as date) as voided_on,
    cast(null as date) as closed_on,
    drafts.reason,
from drafts
inner join entities on drafts.entity_id = entities.entity_id
left join agreed on drafts.invoice_id = agreed.invoice_id
