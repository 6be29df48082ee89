{{ config(materialized="view") }}

with
    issued as (
        select
            * exclude (is_charging, rated_minor, issued_tax),
            -- what it claims is claimed by the issued invoice's own number
            invoice_id || '#' || line_no as claim_key,
        from {{ ref("int_invoice_lines_issued") }}
    ),
    drafted as (select * exclude (payer_id) from {{ ref("int_draft_lines") }})
select *
from drafted
union all by name
select *
from issued
