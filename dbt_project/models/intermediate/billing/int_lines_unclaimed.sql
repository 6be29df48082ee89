{{ config(materialized="view") }}

with
    recurring as (select * from {{ ref("int_recurring_lines_left") }}),
    metered as (select * from {{ ref("int_metered_lines") }}),
    charges as (select * from {{ ref("int_charges_rated") }}),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    metered_left as (
        select
            metered.* replace (cast(quantity as decimal(30, 12)) as quantity),
            service_start as line_start,
            service_end as line_end,
            kind
            || ':'
            || item_id
            || ':'
            || service_start
            || case
                when kind = 'prior_period_adjustment'
                then ':' || issued_line_count
                else ''
            end as claim_key,
            issued_on as tax_on,
        from metered
        where amount_minor is not null
    ),
    events_left as (
        select
            charges.*,
            charges.rounded_minor as amount_minor,
            charges.price_on as line_start,
            charges.price_on + 1 as line_end,
            charges.charge_id as claim_key,
            substr(charges.charge_id, length(charges.kind) + 2) as source_id,
        from charges
        where
            charges.kind in ('time', 'one_off')
            and charges.rounded_minor is not null
            and not exists (
                select 1
                from issued
                where
                    issued.is_charging
                    and issued.kind = charges.kind
                    and issued.source_id
                    = substr(charges.charge_id, length(charges.kind) + 2)
            )
    ),
    united as (
        select *
        from recurring
        union all by name
        select *
        from metered_left
        union all by name
        select *
        from events_left
    )
select
    claim_key,
    coalesce(segment_id, charge_id) as charge_id,
    kind,
    company_id,
    currency,
    subscription_id,
    item_id,
    product_id,
    price_id,
    meter,
    contract_id,
    line_start,
    line_end,
    cast(quantity as decimal(30, 12)) as quantity,
    case
        when charge_model = 'flat' then flat_amount else unit_amount
    end as unit_amount,
    amount_minor,
    price_rule,
    source_id,
    invoice_date as regular_date,
    changed_on,
    case when kind = 'credit' then charged_from end as charge_start,
    tax_on,
from united
