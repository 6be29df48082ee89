{{ config(materialized="view") }}

with
    lines as (select * from {{ ref("int_invoice_lines_issued") }}),
    landed as (select * from {{ ref("stg_issued_invoice_lines") }}),
    parts as (
        select
            lines.invoice_id,
            lines.line_no,
            lines.company_id,
            lines.currency,
            lines.product_id,
            lines.meter,
            landed.landed_source,
            landed.landed_file,
            landed.landed_row,
            unnest(
                [
                    {'part':'amount', 'change_minor':lines.amount_minor},
                    {'part':'discount', 'change_minor':lines.discount_minor},
                    {'part':'tax', 'change_minor':lines.tax_minor}
                ]
            ) as stated,
        from lines
        inner join
            landed
            on lines.invoice_id = landed.invoice_id
            and lines.line_no = landed.line_no
    )
select
    * exclude (stated, landed_source, landed_file, landed_row),
    if(landed_source = 'store', 'issued', 'imported') as step,
    list_position(['amount', 'discount', 'tax'], stated.part) as step_order,
    stated.part as part,
    stated.change_minor as change_minor,
    if(
        landed_source = 'store', invoice_id, landed_file || ', row ' || landed_row
    ) as note,
    'issued_invoice_lines' as source_table,
    invoice_id || ' line ' || line_no as source_key,
from parts
where stated.part = 'amount' or stated.change_minor <> 0
