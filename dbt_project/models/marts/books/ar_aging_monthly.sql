select
    cast(date_trunc('month', aged_on) as date) as month,
    aged_on,
    entity_id,
    company_id,
    currency,
    bucket,
    cast(
        coalesce(sum(amount_minor) filter (invoice_no is not null), 0) as bigint
    ) as open_minor,
    cast(
        coalesce(sum(amount_minor) filter (invoice_no is null), 0) as bigint
    ) as credit_minor,
    count(invoice_no) as invoice_count,
from {{ ref("int_receivables_aged") }}
where
    aged_on = last_day(aged_on)
    or aged_on = (select run.as_of from {{ ref("stg_run_parameters") }} as run)
group by all
