with
    reporting as (select * from {{ ref("int_reporting_currency") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    aged as (
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
    )
select
    aged.*,
    reporting.reporting_currency,
    {% for amount in ["open_minor", "credit_minor"] %}
        case
            when aged.currency = reporting.reporting_currency or aged.{{ amount }} = 0
            then aged.{{ amount }}
            else {{ convert_minor("aged." ~ amount) }}
        end as reporting_{{ amount }},
    {% endfor %}
from aged
cross join reporting
-- missing: the reporting currency itself, and a currency without a rate by then
left join
    rates
    on
    {{ rate_in_force("aged.currency", "reporting.reporting_currency", "aged.aged_on") }}
