with
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    applications as (select * from {{ ref("payment_applications") }}),
    moved as (select * from {{ ref("int_receivables_moved_monthly") }}),
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
