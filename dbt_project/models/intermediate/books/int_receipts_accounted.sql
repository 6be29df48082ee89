with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    payments as (select * from {{ ref("int_payments_dated") }}),
    refunds as (select * from {{ ref("int_refunds_dated") }}),
    repeated as (select * from {{ ref("int_payments_repeated") }}),
    charged as (
        select distinct payment_id
        from {{ ref("int_wallet_entries_dated") }}
        where payment_id is not null
    ),
    paid as (
        select
            'payments' as subject_table,
            repeated.payment_id as subject_id,
            company_id,
            amount_minor as stated_minor,
            currency,
            if(is_effective, amount_minor, 0) as booked_minor,
            if(
                amount_minor > 0,
                'it repeats wallet charge '
                || reference
                || ', which is booked from its own date',
                'its amount is not positive'
            ) as loss,
            case
                when not is_effective
                then null
                when invoice_no is not null and invoice_id is null
                then
                    'it names '
                    || invoice_no
                    || ', of which no invoice in '
                    || currency
                    || ' is known by then; it is credit of the company'
                when method = 'wallet' and charged.payment_id is null
                then 'no wallet charge of its amount is known by then'
                when repeated_id is not null
                then 'it looks like payment ' || repeated_id || ' again'
            end as remark,
        from repeated
        left join charged on repeated.payment_id = charged.payment_id
    ),
    refunded as (
        select
            'refunds' as subject_table,
            given.refund_id as subject_id,
            stated.company_id,
            given.amount_minor as stated_minor,
            coalesce(
                payments.currency, stated.currency, companies.currency
            ) as currency,
            coalesce(refunds.amount_minor, 0) as booked_minor,
            case
                when given.amount_minor <= 0
                then 'its amount is not positive'
                when payments.payment_id is null
                then 'payment ' || given.payment_id || ' has not arrived by then'
                when not payments.is_effective
                then 'payment ' || given.payment_id || ' brought no money'
                else 'payment ' || given.payment_id || ' has no more left to give back'
            end as loss,
        from {{ ref("stg_refunds") }} as given
        cross join as_of
        inner join
            {{ ref("stg_payments") }} as stated on given.payment_id = stated.payment_id
        inner join companies on stated.company_id = companies.company_id
        -- missing: a payment of a later day
        left join payments on given.payment_id = payments.payment_id
        left join refunds on given.refund_id = refunds.refund_id
        where
            {{ local_date("given.refunded_at", "companies.time_zone") }} <= as_of.as_of
    )
select *
from paid
union all by name
select *
from refunded
