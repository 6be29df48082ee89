with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    reimbursed as (
        select
            'reimbursements' as subject_table,
            given.reimbursement_id as subject_id,
            cast(null as varchar) as company_id,
            given.amount_minor as stated_minor,
            coalesce(given.currency, entities.currency) as currency,
            if(
                given.approved_on is null or entities.entity_id is null,
                0,
                given.amount_minor
            ) as booked_minor,
            if(
                entities.entity_id is null,
                'it names no seller whose books it belongs to',
                'it was approved or paid without a date of approval'
            ) as loss,
        from {{ ref("stg_reimbursements") }} as given
        cross join as_of
        left join entities on given.entity_id = entities.entity_id
        where
            given.approved_on <= as_of.as_of
            or (
                given.approved_on is null
                and (
                    given.paid_on <= as_of.as_of
                    or lower(given.status) in ('approved', 'paid', 'reimbursed')
                )
            )
    ),
    closed as (
        select
            'issued_invoices' as subject_table,
            invoices.invoice_id as subject_id,
            invoices.company_id,
            invoices.total_minor as stated_minor,
            invoices.currency,
            invoices.total_minor as booked_minor,
            cast(null as varchar) as loss,
            'it is '
            || given.status
            || ' without a date, and counts as open until it is due on '
            || invoices.due_date as remark,
        from invoices
        inner join
            {{ ref("stg_issued_invoices") }} as given
            on invoices.invoice_id = given.invoice_id
        cross join as_of
        where
            invoices.closing_status is null
            and invoices.due_date > as_of.as_of
            and (
                (given.status = 'void' and given.voided_on is null)
                or (
                    given.status in ('paid', 'uncollectible')
                    and given.closed_on is null
                )
            )
    )
select *
from {{ ref("int_wallet_entries_accounted") }}
union all by name
select *
from {{ ref("int_processor_documents_accounted") }}
union all by name
select *
from reimbursed
union all by name
select *
from closed
