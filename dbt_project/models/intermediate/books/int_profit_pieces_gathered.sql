with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    contracts as (select * from {{ ref("stg_contracts") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    parts as (
        select *
        from {{ ref("int_revenue_schedule_parts") }}
        -- neither what was voided by then, nor what is dated later
        where
            source = 'draft'
            or invoice_id in (
                select invoices.invoice_id
                from invoices
                where invoices.closing_status is distinct from 'void'
            )
    ),
    cuts as (
        select invoice_id, line_no, month, sum(cut_minor) as cut_minor,
        from {{ ref("int_credit_note_cuts") }}
        group by invoice_id, line_no, month
    ),
    lines as (
        select
            lines.invoice_id,
            lines.line_no,
            lines.meter,
            coalesce(subscriptions.contract_id, contracts.contract_id) as contract_id,
            lines.subscription_id is not null
            or contracts.contract_id is not null as is_contract_known,
        from {{ ref("int_invoice_lines_united") }} as lines
        -- missing: time and one-off charges, which no subscription names
        left join subscriptions on lines.subscription_id = subscriptions.subscription_id
        -- missing: all but the minimum of a contract
        left join
            contracts
            on lines.kind = 'minimum_true_up'
            and lines.source_id = contracts.contract_id
    ),
    earned as (
        select
            parts.invoice_id,
            parts.line_no,
            parts.company_id,
            parts.product_id,
            parts.month,
            parts.currency,
            case
                when parts.source = 'draft'
                then 'revenue_drafted'
                when parts.recognised_on > as_of.as_of
                then 'revenue_unbooked'
                else 'revenue_booked'
            end as measure,
            parts.amount_minor - coalesce(cuts.cut_minor, 0) as amount,
        from parts
        cross join as_of
        -- missing: months no credit note has cut
        left join
            cuts
            on parts.invoice_id = cuts.invoice_id
            and parts.line_no = cuts.line_no
            and parts.month = cuts.month
        union all
        select
            costs.invoice_id,
            costs.line_no,
            costs.company_id,
            costs.product_id,
            costs.month,
            costs.currency,
            coalesce('without_' || costs.missing, 'unit_cost'),
            if(costs.missing is null, costs.cost_minor, 1),
        from {{ ref("int_line_costs") }} as costs
        inner join
            parts
            on costs.invoice_id = parts.invoice_id
            and costs.line_no = parts.line_no
            and costs.month = parts.month
    ),
    placed as (
        select
            earned.company_id,
            earned.month,
            earned.currency,
            earned.product_id,
            lines.contract_id,
            coalesce(lines.is_contract_known, false) as is_contract_known,
            lines.meter,
            earned.measure,
            earned.amount,
        from earned
        left join
            lines
            on earned.invoice_id = lines.invoice_id
            and earned.line_no = lines.line_no
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
select placed.* exclude (amount), cast(sum(placed.amount) as hugeint) as amount,
from placed
cross join as_of
where placed.month <= as_of.as_of
group by all
