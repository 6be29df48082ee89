with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    payouts as (select * from {{ ref("int_payouts_dated") }}),
    disputes as (select * from {{ ref("int_disputes_dated") }}),
    reimbursements as (
        select
            given.* replace (coalesce(given.currency, entities.currency) as currency),
        from {{ ref("stg_reimbursements") }} as given
        -- one that names no seller is a finding (semantics 1.6)
        inner join entities on given.entity_id = entities.entity_id
    ),
    documents as (
        select
            'payout' as document_kind,
            payout_id as document_id,
            paid_on as document_date,
            entity_id,
            null as company_id,
            currency,
            'bank' as debit_role,
            'clearing' as credit_role,
            amount_minor,
        from payouts
        union all
        select
            'dispute_opened',
            dispute_id,
            opened_on,
            entity_id,
            company_id,
            currency,
            'dispute_receivable',
            'clearing',
            amount_minor
        from disputes
        union all
        select
            'dispute_fee',
            dispute_id,
            opened_on,
            entity_id,
            company_id,
            currency,
            'fees',
            'clearing',
            fee_minor
        from disputes
        union all
        select
            'dispute_' || status,
            dispute_id,
            closed_on,
            entity_id,
            company_id,
            currency,
            if(status = 'won', 'clearing', 'dispute_loss'),
            'dispute_receivable',
            amount_minor
        from disputes
        where status in ('won', 'lost')
        union all
        select
            'dispute_fee_returned',
            dispute_id,
            closed_on,
            entity_id,
            company_id,
            currency,
            'clearing',
            'fees',
            returned_fee_minor
        from disputes
        where status = 'won'
        union all
        select
            'reimbursement_approved',
            reimbursement_id,
            approved_on,
            entity_id,
            null,
            currency,
            'expense',
            'payable',
            amount_minor
        from reimbursements
        where approved_on is not null
        union all
        select
            'reimbursement_paid',
            reimbursement_id,
            greatest(paid_on, approved_on),
            entity_id,
            null,
            currency,
            'payable',
            'bank',
            amount_minor
        from reimbursements
        where paid_on is not null and approved_on is not null
    )
select
    documents.document_kind,
    documents.document_id,
    documents.document_date,
    documents.entity_id,
    documents.company_id,
    documents.currency,
    unnest([documents.debit_role, documents.credit_role]) as account_role,
    null as account,
    unnest([documents.amount_minor, - documents.amount_minor]) as amount_minor,
    null as invoice_id,
from documents
cross join as_of
where documents.document_date <= as_of.as_of and documents.amount_minor <> 0
