with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    -- one of no amount may still defer what it takes from an earlier month
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    taxes as (
        select invoice_id, sum(tax_minor) as tax_minor,
        from {{ ref("int_invoice_lines_united") }}
        group by invoice_id
    ),
    parts as (
        select parts.*, invoices.closing_status, invoices.closing_on
        from {{ ref("int_revenue_schedule_parts") }} as parts
        inner join invoices on parts.invoice_id = invoices.invoice_id
    ),
    cuts as (
        select invoice_id, line_no, month, sum(cut_minor) as cut_minor,
        from {{ ref("int_credit_note_cuts") }}
        where not was_recognised
        group by invoice_id, line_no, month
    ),
    scheduled as (
        select invoice_id, sum(amount_minor) as net_minor,
        from parts
        group by invoice_id
    ),
    issue as (
        -- a negative invoice owes the customer (semantics 7.4)
        select
            invoice_id,
            if(total_minor > 0, 'receivable', 'customer_credit') as account_role,
            null as account,
            total_minor as amount_minor,
        from invoices
        union all
        select taxes.invoice_id, 'tax_payable', null, - taxes.tax_minor
        from taxes
        union all
        select
            invoice_id,
            if(recognised_on = invoice_date, 'revenue', 'deferred_revenue'),
            if(recognised_on = invoice_date, revenue_account, null),
            - amount_minor,
        from parts
        union all
        -- an imported total that its lines do not explain is revenue of its day
        select
            invoices.invoice_id,
            'revenue',
            null,
            coalesce(scheduled.net_minor, 0)
            + coalesce(taxes.tax_minor, 0)
            - invoices.total_minor
        from invoices
        left join scheduled on invoices.invoice_id = scheduled.invoice_id
        left join taxes on invoices.invoice_id = taxes.invoice_id
    ),
    recognised as (
        select
            parts.*,
            cast(
                parts.amount_minor - coalesce(cuts.cut_minor, 0) as bigint
            ) as part_minor,
        from parts
        cross join as_of
        left join
            cuts
            on parts.invoice_id = cuts.invoice_id
            and parts.line_no = cuts.line_no
            and parts.month = cuts.month
        where
            parts.recognised_on > parts.invoice_date
            and parts.recognised_on <= as_of.as_of
            and (
                parts.closing_status is distinct from 'void'
                or parts.recognised_on <= parts.closing_on
            )
    )
select
    'invoice' as document_kind,
    invoices.invoice_id as document_id,
    invoices.invoice_date as document_date,
    invoices.entity_id,
    invoices.company_id,
    invoices.currency,
    issue.account_role,
    issue.account,
    cast(issue.amount_minor as bigint) as amount_minor,
    invoices.invoice_id,
from issue
inner join invoices on issue.invoice_id = invoices.invoice_id
union all
select
    'recognition',
    invoice_id || '@' || strftime(month, '%Y-%m'),
    recognised_on,
    entity_id,
    company_id,
    currency,
    unnest(['deferred_revenue', 'revenue']),
    unnest([null, revenue_account]),
    unnest([part_minor, - part_minor]),
    invoice_id,
from recognised
