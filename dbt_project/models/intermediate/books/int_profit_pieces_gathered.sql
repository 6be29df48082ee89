with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    contracts as (select * from {{ ref("stg_contracts") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    cuts as (
        select invoice_id, line_no, month, sum(cut_minor) as cut_minor,
        from {{ ref("int_credit_note_cuts") }}
        group by invoice_id, line_no, month
    ),
    documented as (
        select
            parts.invoice_id,
            parts.company_id,
            parts.product_id,
            parts.month,
            parts.currency,
            parts.source,
            parts.meter,
            parts.subscription_id,
            if(parts.kind = 'minimum_true_up', parts.source_id, null) as minimum_of,
            case
                when parts.source = 'draft'
                then 'revenue_drafted'
                when parts.recognised_on > as_of.as_of
                then 'revenue_unbooked'
                else 'revenue_booked'
            end as measure,
            parts.amount_minor - coalesce(cuts.cut_minor, 0) as amount,
        from {{ ref("int_revenue_schedule_parts") }} as parts
        cross join as_of
        -- missing: months no credit note has cut
        left join
            cuts
            on parts.invoice_id = cuts.invoice_id
            and parts.line_no = cuts.line_no
            and parts.month = cuts.month
        union all
        select
            invoice_id,
            company_id,
            product_id,
            month,
            currency,
            source,
            meter,
            subscription_id,
            null,
            coalesce('without_' || missing, 'unit_cost'),
            if(missing is null, cost_minor, 1),
        from {{ ref("int_line_costs") }}
    ),
    placed as (
        select
            documented.company_id,
            documented.month,
            documented.currency,
            documented.product_id,
            coalesce(subscriptions.contract_id, contracts.contract_id) as contract_id,
            documented.subscription_id is not null
            or contracts.contract_id is not null as is_contract_known,
            documented.meter,
            documented.measure,
            documented.amount,
        from documented
        -- missing: time and one-off charges, which no subscription names
        left join
            subscriptions on documented.subscription_id = subscriptions.subscription_id
        -- missing: all but the minimum of a contract
        left join contracts on documented.minimum_of = contracts.contract_id
        -- neither what was voided by then, nor what is dated later
        where
            documented.source = 'draft'
            or documented.invoice_id in (
                select invoices.invoice_id
                from invoices
                where invoices.closing_status is distinct from 'void'
            )
        union all
        select
            company_id,
            cast(date_trunc('month', dated_on) as date),
            currency,
            null,
            null,
            false,
            null,
            'revenue_booked',
            amount_minor,
        from {{ ref("int_profit_revenue_unlined") }}
        union all
        select
            company_id,
            cast(date_trunc('month', worked_on) as date),
            currency,
            product_id,
            null,
            false,
            null,
            unnest(['worked_minutes', coalesce('without_' || missing, 'time_cost')]),
            unnest([{{ scaled("minutes", 6) }}, if(missing is null, cost_minor, 1)]),
        from {{ ref("int_time_costs") }}
    )
select placed.* exclude (amount), cast(sum(placed.amount) as bigint) as amount,
from placed
cross join as_of
where placed.month <= as_of.as_of
group by all
