{{ config(materialized="view") }}

with
    run as (select * from {{ ref("stg_run_parameters") }}),
    charges as (select * from {{ ref("int_charges_rated") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    -- a charge of the company waits on the draft that it would have been on (3.8)
    dates as (
        select entity_id, payer_id, currency, invoice_date,
        from {{ ref("int_lines_dated") }}
        where item_id is not null and not is_upcoming
        group by all
    ),
    from_events as (
        select
            charges.charge_id,
            charges.kind as subject,
            substr(charges.charge_id, length(charges.kind) + 2) as subject_id,
            charges.company_id,
            charges.currency,
            coalesce(
                min(dates.invoice_date),
                any_value(
                    least(
                        run.as_of,
                        cast(
                            date_trunc('month', charges.price_on) + to_months(1) as date
                        )
                    )
                )
            ) as invoice_date,
            charges.price_on as period_start,
            case
                when charges.price_id is null then 'no_price' else 'cannot_be_rated'
            end as reason,
        from charges
        cross join run
        inner join companies on charges.company_id = companies.company_id
        left join
            dates
            on companies.entity_id = dates.entity_id
            and companies.payer_id = dates.payer_id
            and charges.currency = dates.currency
            and charges.price_on <= dates.invoice_date
        where charges.kind in ('time', 'one_off') and charges.rounded_minor is null
        group by
            charges.charge_id,
            charges.kind,
            charges.company_id,
            charges.currency,
            charges.price_on,
            charges.price_id
    )
select *,
from from_events
where
    not exists (
        select 1
        from issued
        where
            issued.is_charging
            and issued.kind = from_events.subject
            and issued.source_id = from_events.subject_id
    )
