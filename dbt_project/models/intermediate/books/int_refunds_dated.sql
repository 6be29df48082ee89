with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    refunds as (select * from {{ ref("stg_refunds") }}),
    payments as (select * from {{ ref("int_payments_dated") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    closed as (select * from {{ ref("stg_closed_documents") }}),
    dated as (
        select
            refunds.refund_id,
            refunds.payment_id,
            refunds.amount_minor as stated_minor,
            refunds.credit_note_no,
            refunds.stripe_payout_id,
            refunds.reason,
            payments.entity_id,
            payments.company_id,
            payments.account_company_id,
            payments.currency,
            payments.method,
            payments.amount_minor as payment_minor,
            greatest(
                {{ local_date("refunds.refunded_at", "companies.time_zone") }},
                payments.dated_on
            ) as dated_on,
            payments.received_on,
            closed.acted_on,
            companies.books_closed_through,
        from refunds
        inner join payments on refunds.payment_id = payments.payment_id
        inner join companies on payments.company_id = companies.company_id
        left join closed on 'refund:' || refunds.refund_id = closed.document_key
        where payments.is_effective
    ),
    present as (
        select
            dated.* exclude (received_on, acted_on, books_closed_through),
            greatest(
                {{
                    acting_on(
                        "dated.dated_on",
                        "dated.acted_on",
                        "dated.books_closed_through",
                    )
                }},
                dated.received_on
            ) as refunded_on,
        from dated
        cross join as_of
        where dated.dated_on <= as_of.as_of
    ),
    counted as (
        select
            *,
            coalesce(
                sum(greatest(stated_minor, 0)) over (
                    partition by payment_id
                    order by refunded_on, refund_id
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as refunded_before_minor,
        from present
    )
select
    * exclude (payment_minor, refunded_before_minor),
    -- never more than the payment (semantics 6.2)
    cast(
        greatest(
            0, least(stated_minor, payment_minor - refunded_before_minor)
        ) as bigint
    ) as amount_minor,
from counted
