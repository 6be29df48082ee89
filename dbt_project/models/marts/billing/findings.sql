with
    companies as (select * from {{ ref("int_companies_billed") }}),
    placed as (select * from {{ ref("int_usage_placed") }}),
    held as (select * from {{ ref("int_charges_held") }}),
    drafts as (select * from {{ ref("int_draft_invoices") }}),
    lines as (select * from {{ ref("int_draft_lines") }}),
    invoices as (select * from {{ ref("int_invoices_issued") }}),
    issued_lines as (select * from {{ ref("int_invoice_lines_issued") }}),
    unrated as (
        select
            if(placement = 'no_item', 'unrated_usage', 'trial_usage') as kind,
            'usage' as subject_table,
            company_id || ' ' || meter as subject_id,
            company_id,
            if(
                placement = 'no_item',
                'no item of this meter lives on ',
                'the items of this meter are on trial on '
            )
            || count(distinct local_date)
            || ' days from '
            || min(local_date)
            || '; quantity '
            || sum(quantity_sum) as reason,
        from placed
        where is_counted and placement in ('no_item', 'on_trial')
        group by company_id, meter, placement
    ),
    too_late as (
        select
            'late_usage' as kind,
            'subscription_items' as subject_table,
            placed.item_id as subject_id,
            placed.company_id,
            'received more than '
            || any_value(companies.late_usage_days)
            || ' days after its period; quantity '
            || sum(placed.quantity_sum) as reason,
        from placed
        inner join companies on placed.company_id = companies.company_id
        where placed.placement = 'too_late'
        group by placed.item_id, placed.company_id
    ),
    not_billed as (
        select
            reason as kind,
            case
                subject
                when 'item'
                then 'subscription_items'
                when 'time'
                then 'time_entries'
                else 'one_off_charges'
            end as subject_table,
            subject_id,
            company_id,
            'not billed for the period from ' || period_start as reason,
            currency,
        from held
    ),
    held_drafts as (
        select
            'held_draft' as kind,
            'invoices' as subject_table,
            invoice_id as subject_id,
            company_id,
            reason,
            total_minor as amount_minor,
            currency,
        from drafts
        where status = 'pending_review'
    ),
    untaxed as (
        select
            'untaxed' as kind,
            'companies' as subject_table,
            company_id as subject_id,
            company_id,
            'no tax rate applies to ' || count(*) || ' lines' as reason,
            cast(sum(amount_minor + discount_minor) as bigint) as amount_minor,
            currency,
        from lines
        where tax_reason = 'no_rate'
        group by company_id, currency
    ),
    differing as (
        select
            'issued_total_differs' as kind,
            'issued_invoices' as subject_table,
            invoices.invoice_id as subject_id,
            invoices.company_id,
            'its lines sum to ' || sum(
                issued_lines.amount_minor
                + issued_lines.discount_minor
                + issued_lines.tax_minor
            ) as reason,
            invoices.total_minor as amount_minor,
            invoices.currency,
        from invoices
        inner join issued_lines on invoices.invoice_id = issued_lines.invoice_id
        group by
            invoices.invoice_id,
            invoices.company_id,
            invoices.total_minor,
            invoices.currency
        having
            sum(
                issued_lines.amount_minor
                + issued_lines.discount_minor
                + issued_lines.tax_minor
            )
            <> invoices.total_minor
    ),
    united as (
        select *
        from unrated
        union all by name
        select *
        from too_late
        union all by name
        select *
        from not_billed
        union all by name
        select *
        from held_drafts
        union all by name
        select *
        from untaxed
        union all by name
        select *
        from differing
    )
select kind, subject_table, subject_id, company_id, reason, amount_minor, currency,
from united
