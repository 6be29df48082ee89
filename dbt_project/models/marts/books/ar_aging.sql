with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    reporting as (select * from {{ ref("int_reporting_currency") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    aged as (
        select aged.*
        from {{ ref("int_receivables_aged") }} as aged
        inner join as_of on aged.aged_on = as_of.as_of
    )
select
    aged.aged_on as as_of,
    aged.company_id,
    aged.entity_id,
    aged.item_id as invoice_id,
    aged.invoice_no,
    aged.invoice_date,
    aged.due_date,
    aged.aged_from,
    aged.age_days,
    aged.bucket,
    aged.amount_minor,
    aged.currency,
    -- the original, the rate and what it comes to stand side by side (semantics 1.5)
    reporting.reporting_currency,
    rates.rate as fx_rate,
    rates.is_inverse as is_fx_rate_inverse,
    cast(
        if(
            aged.currency = reporting.reporting_currency,
            aged.amount_minor,
            {{ convert_minor("aged.amount_minor") }}
        ) as bigint
    ) as reporting_minor,
from aged
cross join reporting
-- missing: the reporting currency itself, and a currency without a rate by then
left join
    rates
    on
    {{ rate_in_force("aged.currency", "reporting.reporting_currency", "aged.aged_on") }}
