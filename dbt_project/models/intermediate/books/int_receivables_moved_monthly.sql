with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    entries as (select * from {{ ref("ledger_entries") }}),
    lost as (
        select transaction_id
        from entries
        where account_role = 'bad_debt'
        group by transaction_id
    ),
    booked as (
        select
            entries.entity_id,
            entries.currency,
            cast(date_trunc('month', entries.booked_on) as date) as month,
            case
                when entries.document_kind = 'invoice'
                then 'invoiced'
                when entries.document_kind = 'void'
                then 'voided'
                when lost.transaction_id is not null
                then 'written_off'
                when
                    entries.document_kind = 'credit_note'
                    or entries.document_kind = 'credit_application'
                    and split_part(entries.document_id, ':', 1)
                    in ('credit_note', 'invoice')
                then 'credited'
                else 'collected'
            end as movement,
            entries.amount_minor,
        from entries
        left join lost on entries.transaction_id = lost.transaction_id
        where entries.account_role = 'receivable'
    ),
    spine as (
        select
            entity_id,
            currency,
            cast(
                unnest(
                    generate_series(
                        min(month),
                        greatest(max(month), date_trunc('month', any_value(as_of))),
                        interval 1 month
                    )
                ) as date
            ) as month,
        from booked
        cross join as_of
        group by entity_id, currency
    ),
    moved as (
        select
            spine.entity_id,
            spine.currency,
            spine.month,
            -- the running month is seen at as_of
            if(
                spine.month = date_trunc('month', as_of.as_of),
                as_of.as_of,
                last_day(spine.month)
            ) as month_end,
            coalesce(sum(amount_minor) filter (movement = 'invoiced'), 0) as invoiced,
            - coalesce(sum(amount_minor) filter (movement = 'voided'), 0) as voided,
            - coalesce(
                sum(amount_minor) filter (movement = 'collected'), 0
            ) as collected,
            - coalesce(sum(amount_minor) filter (movement = 'credited'), 0) as credited,
            - coalesce(
                sum(amount_minor) filter (movement = 'written_off'), 0
            ) as written_off,
            coalesce(sum(amount_minor), 0) as change,
        from spine
        cross join as_of
        -- missing: a month in which nothing moved
        left join
            booked
            on spine.entity_id = booked.entity_id
            and spine.currency = booked.currency
            and spine.month = booked.month
        group by spine.entity_id, spine.currency, spine.month, as_of.as_of
    )
select *
from moved
