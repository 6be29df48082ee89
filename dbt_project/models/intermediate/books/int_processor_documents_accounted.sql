{{ config(materialized="view") }}

with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    payments as (select * from {{ ref("int_payments_dated") }}),
    disputed as (
        select
            'disputes' as subject_table,
            given.dispute_id as subject_id,
            payments.company_id,
            given.amount_minor + given.fee_minor as stated_minor,
            payments.currency,
            if(
                coalesce(payments.is_effective, false),
                given.amount_minor + given.fee_minor,
                0
            ) as booked_minor,
            'payment '
            || given.payment_id
            || if(
                payments.payment_id is null,
                ' has not arrived by then',
                ' brought no money'
            ) as loss,
            if(
                given.status in ('won', 'lost') and given.closed_on is null,
                'it is '
                || given.status
                || ' without a date, and counts from its opening',
                null
            ) as remark,
        from {{ ref("stg_disputes") }} as given
        cross join as_of
        left join payments on given.payment_id = payments.payment_id
        where given.opened_on <= as_of.as_of
    ),
    paid_out as (
        select
            'payouts' as subject_table,
            given.payout_id as subject_id,
            given.amount_minor as stated_minor,
            given.currency,
            0 as booked_minor,
            'neither it nor the payments it pays out name one seller' as loss,
        from {{ ref("stg_payouts") }} as given
        cross join as_of
        where
            given.paid_on <= as_of.as_of
            and given.payout_id
            not in (select payout_id from {{ ref("int_payouts_dated") }})
    )
select *
from disputed
union all by name
select *
from paid_out
