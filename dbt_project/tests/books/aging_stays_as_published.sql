-- The aging that was published last is what the documents still say of its day. It may
-- differ without being wrong: late documents come; older days are in the mart.
select snapshot_date, invoice_id, published_minor, computed_minor,
from {{ ref("ar_aging_drift") }}
where
    snapshot_date
    = (select max(kept.snapshot_date) from {{ ref("stg_aging_snapshots") }} as kept)
