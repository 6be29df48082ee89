with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    moved as (
        select
            entity_id,
            currency,
            account_role,
            cast(date_trunc('month', booked_on) as date) as month,
            case
                when document_kind in ('payment', 'settlement', 'settlement_adjustment')
                then 'received'
                when
                    document_kind
                    in ('payment_fee', 'dispute_fee', 'dispute_fee_returned')
                then 'fees'
                when document_kind in ('dispute_opened', 'dispute_won', 'dispute_lost')
                then 'disputed'
                when document_kind like 'wallet_%'
                then 'wallets'
                else document_kind
            end as activity,
            amount_minor,
        from {{ ref("ledger_entries") }}
        where account_role in ('bank', 'clearing')
    ),
    months as (
        select
            entity_id,
            currency,
            account_role,
            cast(
                unnest(
                    generate_series(
                        min(month),
                        greatest(max(month), date_trunc('month', any_value(as_of))),
                        interval 1 month
                    )
                ) as date
            ) as month,
        from moved
        cross join as_of
        group by entity_id, currency, account_role
    ),
    summed as (
        select
            months.month,
            months.entity_id,
            months.currency,
            months.account_role,
            {% for activity in [
                "received",
                "wallets",
                "refund",
                "reversal",
                "disputed",
                "fees",
                "payout",
                "fx_realised",
                "reimbursement_paid",
            ] %}
                coalesce(
                    sum(moved.amount_minor) filter (moved.activity = '{{ activity }}'),
                    0
                ) as {{ activity }}_minor,
            {% endfor %}
            coalesce(sum(moved.amount_minor), 0) as change_minor,
        from months
        -- missing: a month in which nothing moved
        left join
            moved
            on months.entity_id = moved.entity_id
            and months.currency = moved.currency
            and months.account_role = moved.account_role
            and months.month = moved.month
        group by all
    ),
    running as (
        select
            *,
            sum(change_minor) over (
                partition by entity_id, currency, account_role order by month
            ) as closing_minor,
        from summed
    )
select
    month,
    entity_id,
    currency,
    account_role,
    cast(closing_minor - change_minor as bigint) as opening_minor,
    cast(received_minor as bigint) as received_minor,
    cast(wallets_minor as bigint) as wallets_minor,
    cast(refund_minor as bigint) as refunded_minor,
    cast(reversal_minor as bigint) as reversed_minor,
    cast(disputed_minor as bigint) as disputed_minor,
    cast(fees_minor as bigint) as fees_minor,
    cast(payout_minor as bigint) as paid_out_minor,
    cast(fx_realised_minor as bigint) as exchanged_minor,
    cast(reimbursement_paid_minor as bigint) as reimbursed_minor,
    cast(closing_minor as bigint) as closing_minor,
from running
