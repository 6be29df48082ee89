with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    documents as (
        select *
        from {{ ref("int_receipts_accounted") }}
        union all by name
        select *
        from {{ ref("int_settlements_accounted") }}
        union all by name
        select *
        from {{ ref("int_other_documents_accounted") }}
    ),
    booked as (
        select
            *,
            booked_minor = stated_minor as is_whole,
            -- what is not in the books; for a remark the whole amount, which is
            stated_minor - if(booked_minor = stated_minor, 0, booked_minor) as missed,
        from documents
        where booked_minor <> stated_minor or remark is not null
    )
select
    case
        when is_whole
        then 'booked_with_remark'
        when booked_minor = 0
        then 'not_booked'
        else 'booked_in_part'
    end as kind,
    subject_table,
    subject_id,
    company_id,
    if(is_whole, remark, loss) as reason,
    cast(missed as bigint) as amount_minor,
    currency,
from booked
union all
select
    'not_recurring',
    'subscription_items',
    company_id || ' ' || product_id || ' ' || currency,
    company_id,
    'recurring revenue leaves out '
    || unrated_count
    || ' of its items: no price, or an amount beyond the limits',
    null,
    currency
from {{ ref("int_mrr_states_netted") }}
cross join as_of
where unrated_count > 0 and month = date_trunc('month', as_of.as_of)
union all
select 'no_exchange_rate', shown_in, subject_id, company_id, reason, null, from_currency
from {{ ref("int_rates_missing") }}
