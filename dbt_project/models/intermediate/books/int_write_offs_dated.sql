{{ config(materialized="view") }}

with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    entities as (select * from {{ ref("stg_entities") }}),
    closed as (select * from {{ ref("stg_closed_documents") }}),
    write_offs as (select * from {{ ref("stg_write_offs") }})
select
    write_offs.write_off_id,
    write_offs.amount_minor,
    invoices.invoice_id,
    invoices.account_id,
    invoices.entity_id,
    greatest(
        {{
            acting_on(
                "write_offs.written_off_on",
                "closed.acted_on",
                "entities.books_closed_through",
            )
        }},
        invoices.acts_on
    ) as acts_on,
    greatest(write_offs.written_off_on, invoices.invoice_date) as dated_on,
from write_offs
inner join
    invoices
    on write_offs.invoice_no = invoices.invoice_no
    and coalesce(write_offs.entity_id, invoices.entity_id) = invoices.entity_id
cross join as_of
-- missing: a seller that closes no books, and what came before they were closed
left join entities on invoices.entity_id = entities.entity_id
left join closed on 'write_off:' || write_offs.write_off_id = closed.document_key
where write_offs.written_off_on <= as_of.as_of and write_offs.amount_minor > 0
qualify
    row_number() over (
        partition by write_offs.write_off_id order by invoices.invoice_id
    )
    = 1
