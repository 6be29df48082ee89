with
    run as (select * from {{ ref("stg_run_parameters") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    lines as (
        select taxed.*, lives.is_metered and taxed.line_end > run.as_of as is_accruing,
        from {{ ref("int_lines_taxed") }} as taxed
        inner join lives on taxed.item_id = lives.item_id
        cross join run
        where taxed.is_upcoming
    )
select
    replace(invoice_id, 'draft:', 'upcoming:') as upcoming_id,
    line_no,
    entity_id,
    payer_id,
    company_id,
    invoice_date,
    currency,
    kind,
    subscription_id,
    item_id,
    product_id,
    price_id,
    meter,
    line_start as period_start,
    line_end as period_end,
    is_accruing,
    quantity,
    cast(unit_amount as decimal(20, 10)) as unit_amount,
    amount_minor,
    discount_minor,
    tax_minor,
    price_rule,
    claim_key,
from lines
