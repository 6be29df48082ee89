{{ config(materialized="view") }}

with
    currencies as (select * from {{ ref("currencies") }}),
    invoices as (select * from {{ ref("invoices") }}),
    findings as (
        select *
        from {{ ref("findings") }}
        union all by name
        select *
        from {{ ref("books_findings") }}
    ),
    differences as (
        select *
        from {{ ref("ar_aging_reconciliation") }}
        where status <> 'matched'
        qualify snapshot_date = max(snapshot_date) over ()
    ),
    anomalies as (
        select * from {{ source("learning", "invoice_anomalies") }} where needs_review
    ),
    evaluations as (
        select * from {{ source("learning", "model_evaluations") }} where is_withdrawn
    ),
    quarantined as (select * from {{ ref("stg_quarantine") }}),
    listed as (
        select
            'held_drafts' as kind,
            'action' as severity,
            0 as alert_position,
            'Held drafts' as alert,
            'Not issued until the reason is gone: '
            || replace(max(reason), '_', ' ')
            || '.' as detail,
            count(*) as count,
            sum(total_minor) as amount_minor,
            currency,
        from invoices
        where status = 'pending_review'
        group by currency
        union all
        select
            'finding ' || kind,
            'review',
            2,
            case
                kind
                when 'unrated_usage'
                then 'Usage that nothing rates'
                when 'late_usage'
                then 'Usage too late to bill'
                when 'cannot_be_adjusted'
                then 'Late usage of periods that cannot be rated again'
                when 'untaxed'
                then 'Companies billed without a tax rate'
                when 'not_booked'
                then 'Documents that could not be booked'
                when 'booked_in_part'
                then 'Documents booked in part'
                when 'booked_with_remark'
                then 'Documents booked with a remark'
                when 'no_exchange_rate'
                then 'Figures that miss a rate of exchange'
                when 'issued_total_differs'
                then 'Issued totals that differ from their lines'
                when 'issued_line_straddles'
                then 'Issued lines that charge parts of periods'
                else 'Not billed: ' || replace(kind, '_', ' ')
            end,
            'For example '
            || min(subject_id)
            || ': '
            || min_by(reason, subject_id)
            || '.',
            count(*),
            sum(amount_minor),
            currency,
        from findings
        where kind <> 'held_draft'
        group by kind, currency
        union all
        select
            'anomalies',
            'review',
            1,
            'Unusual drafts',
            'Compare them with the months before issuing.',
            count(*),
            sum(invoices.total_minor),
            invoices.currency,
        from anomalies
        inner join invoices on anomalies.invoice_id = invoices.invoice_id
        group by invoices.currency
        union all
        select
            'aging_differences',
            'review',
            3,
            'Imported aging disagrees',
            'Another balance, another age, or an invoice only one side knows.',
            count(*),
            sum(abs(difference_minor)),
            currency,
        from differences
        group by currency
        union all
        select
            'quarantined_rows',
            'notice',
            4,
            'Quarantined input rows',
            'From ' || count(distinct file) || ' files; the run report names each row.',
            count(*),
            null,
            null,
        from quarantined
        having count(*) > 0
        union all
        select
            'withdrawn_models',
            'notice',
            5,
            'Withdrawn models',
            string_agg(distinct reason, ' ' order by reason),
            count(distinct model),
            null,
            null,
        from evaluations
        having count(*) > 0
    )
select
    listed.kind,
    listed.severity,
    listed.alert_position,
    listed.alert,
    coalesce(listed.detail, '') as detail,
    listed.count,
    {{ major_units("listed.amount_minor", "currencies.exponent") }} as amount,
    listed.currency,
from listed
-- missing: alerts without an amount
left join currencies on listed.currency = currencies.currency
