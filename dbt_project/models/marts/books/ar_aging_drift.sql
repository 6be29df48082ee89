with
    kept as (select * from {{ ref("stg_aging_snapshots") }}),
    kept_days as (select snapshot_date from kept group by snapshot_date),
    computed as (
        select aged.*
        from {{ ref("int_receivables_aged") }} as aged
        inner join kept_days on aged.aged_on = kept_days.snapshot_date
    ),
    compared as (
        select
            coalesce(kept.snapshot_date, computed.aged_on) as snapshot_date,
            coalesce(kept.company_id, computed.company_id) as company_id,
            coalesce(kept.item_id, computed.item_id) as invoice_id,
            coalesce(kept.invoice_no, computed.invoice_no) as invoice_no,
            coalesce(kept.currency, computed.currency) as currency,
            kept.bucket as published_bucket,
            computed.bucket as computed_bucket,
            kept.amount_minor as published_minor,
            computed.amount_minor as computed_minor,
        from kept
        -- missing on either side: what was open then and is not by now, and the reverse
        full outer join
            computed
            on kept.snapshot_date = computed.aged_on
            and kept.item_id = computed.item_id
            and kept.company_id = computed.company_id
            and kept.currency = computed.currency
    )
select
    snapshot_date,
    company_id,
    invoice_id,
    invoice_no,
    currency,
    published_bucket,
    computed_bucket,
    published_minor,
    computed_minor,
    cast(
        coalesce(computed_minor, 0) - coalesce(published_minor, 0) as bigint
    ) as drift_minor,
from compared
where
    published_minor is distinct from computed_minor
    or published_bucket is distinct from computed_bucket
