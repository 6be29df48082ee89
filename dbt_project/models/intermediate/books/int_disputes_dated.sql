with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    disputes as (select * from {{ ref("stg_disputes") }}),
    payments as (select * from {{ ref("int_payments_dated") }} where is_effective),
    dated as (
        select
            disputes.dispute_id,
            disputes.payment_id,
            payments.entity_id,
            payments.account_company_id as company_id,
            payments.currency,
            payments.amount_minor as payment_minor,
            disputes.amount_minor,
            disputes.fee_minor,
            disputes.status as stated_status,
            disputes.stripe_payout_id,
            disputes.closed_stripe_payout_id,
            disputes.returned_fee_minor,
            -- nothing is disputed before it was paid
            greatest(disputes.opened_on, payments.dated_on) as opened_on,
            disputes.closed_on,
        from disputes
        inner join payments on disputes.payment_id = payments.payment_id
    ),
    ended as (
        select
            dated.* replace (
                case
                    when dated.stated_status in ('won', 'lost')
                    then
                        greatest(
                            coalesce(dated.closed_on, dated.opened_on), dated.opened_on
                        )
                end as closed_on
            ),
            as_of.as_of,
        from dated
        cross join as_of
        where dated.opened_on <= as_of.as_of
    )
select
    dispute_id,
    payment_id,
    entity_id,
    company_id,
    currency,
    payment_minor,
    amount_minor,
    fee_minor,
    stripe_payout_id,
    closed_stripe_payout_id,
    returned_fee_minor,
    opened_on,
    if(closed_on <= as_of, closed_on, null) as closed_on,
    if(closed_on <= as_of, stated_status, 'open') as status,
from ended
