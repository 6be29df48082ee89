with
    united as (select * from {{ ref("int_invoices_united") }}),
    balances as (select * from {{ ref("int_invoice_balances") }})
select
    united.invoice_id,
    united.invoice_no,
    united.company_id,
    united.entity_id,
    coalesce(balances.status, united.status) as status,
    united.source,
    united.invoice_date,
    united.due_date,
    united.period_start,
    united.period_end,
    united.currency,
    united.subtotal_minor,
    united.discount_minor,
    united.tax_minor,
    united.total_minor,
    coalesce(balances.paid_minor, 0) as paid_minor,
    coalesce(balances.settled_by_status_minor, 0) as settled_by_status_minor,
    coalesce(balances.credited_minor, 0) as credited_minor,
    coalesce(balances.written_off_minor, 0) as written_off_minor,
    coalesce(balances.balance_minor, united.total_minor) as balance_minor,
    united.voided_on,
    united.closed_on,
    united.reason,
from united
-- missing: drafts, which nobody can pay yet
left join balances on united.invoice_id = balances.invoice_id
