-- No draft is dated after the day up to which the run bills (semantics 2.5).
select drafts.invoice_id
from {{ ref("int_draft_invoices") }} as drafts
cross join {{ ref("stg_run_parameters") }} as run
where drafts.invoice_date > run.as_of
