with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    applications as (select * from {{ ref("payment_applications") }}),
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
    ),
    rolled as (
        select
            *,
            sum(change) over (
                partition by entity_id, currency order by month
            ) as closing,
            sum(invoiced - voided - credited) over quarter as sales_of_quarter,
            month_end - cast(
                greatest(
                    month - interval 2 month,
                    min(month) over (partition by entity_id, currency)
                ) as date
            )
            + 1 as quarter_days,
            sum(invoiced - voided) over year as invoiced_of_year,
            sum(written_off) over year as written_off_of_year,
        from moved
        window
            quarter as (
                partition by entity_id, currency
                order by month
                rows between 2 preceding and current row
            ),
            year as (
                partition by entity_id, currency
                order by month
                rows between 11 preceding and current row
            )
    ),
    -- of what is open at a month's end, the part that is not due before it
    not_due as (
        select
            entity_id,
            currency,
            aged_on as month_end,
            sum(amount_minor) as not_due_minor,
        from {{ ref("int_receivables_aged") }}
        where invoice_no is not null and aged_on <= due_date
        group by entity_id, currency, aged_on
    ),
    late as (
        select
            invoices.entity_id,
            invoices.currency,
            cast(date_trunc('month', applications.applied_on) as date) as month,
            sum(
                applications.amount_minor
                * greatest(applications.applied_on - invoices.due_date, 0)
            ) as late_days_minor,
            sum(applications.amount_minor) as paid_minor,
        from applications
        inner join invoices on applications.invoice_id = invoices.invoice_id
        where
            applications.source_kind in ('payment', 'wallet')
            and applications.amount_minor > 0
        group by all
    )
select
    rolled.month,
    rolled.entity_id,
    rolled.currency,
    cast(rolled.closing - rolled.change as bigint) as opening_minor,
    cast(rolled.invoiced as bigint) as invoiced_minor,
    cast(rolled.voided as bigint) as voided_minor,
    cast(rolled.collected as bigint) as collected_minor,
    cast(rolled.credited as bigint) as credited_minor,
    cast(rolled.written_off as bigint) as written_off_minor,
    cast(rolled.closing as bigint) as closing_minor,
    cast(coalesce(not_due.not_due_minor, 0) as bigint) as not_due_minor,
    {{ ratio("rolled.closing * rolled.quarter_days", "rolled.sales_of_quarter") }}
    as sales_outstanding_days,
    {{ ratio("late.late_days_minor", "late.paid_minor") }} as late_days_average,
    {{
        ratio(
            "rolled.closing - rolled.change + rolled.invoiced - rolled.closing",
            "(rolled.closing - rolled.change + rolled.invoiced"
            ~ " - coalesce(not_due.not_due_minor, 0))",
        )
    }} as collection_effectiveness_rate,
    {{ ratio("rolled.written_off_of_year", "rolled.invoiced_of_year") }}
    as bad_debt_rate,
from rolled
-- missing: nothing open that is not due, nothing paid
left join
    not_due
    on rolled.entity_id = not_due.entity_id
    and rolled.currency = not_due.currency
    and rolled.month_end = not_due.month_end
left join
    late
    on rolled.entity_id = late.entity_id
    and rolled.currency = late.currency
    and rolled.month = late.month
