{{ config(materialized="view") }}

with
    invoices as (select * from {{ ref("invoices") }}),
    companies as (select * from {{ ref("stg_companies") }}),
    currencies as (select * from {{ ref("currencies") }}),
    anomalies as (select * from {{ source("learning", "invoice_anomalies") }})
select
    invoices.invoice_id,
    invoices.invoice_no,
    invoices.company_id,
    companies.name as company_name,
    invoices.entity_id,
    invoices.status,
    invoices.source,
    invoices.invoice_date,
    invoices.due_date,
    invoices.currency,
    currencies.exponent,
    invoices.total_minor,
    invoices.balance_minor,
    invoices.reason,
    anomalies.confidence_score,
    coalesce(anomalies.needs_review, false) as needs_review,
    anomalies.drivers as review_drivers,
from invoices
inner join companies on invoices.company_id = companies.company_id
inner join currencies on invoices.currency = currencies.currency
-- missing: an invoice the anomaly model did not judge, or was withdrawn from
left join anomalies on invoices.invoice_id = anomalies.invoice_id
