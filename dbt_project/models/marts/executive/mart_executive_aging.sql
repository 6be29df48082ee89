with
    aging as (select * from {{ ref("ar_aging") }}),
    measures as (select * from {{ ref("int_executive_measures_reported") }}),
    views as (select distinct reporting_view, currency from measures),
    buckets as (
        select *
        from
            (
                values
                    ('current', 0, 'Not due'),
                    ('1-30', 1, '1-30 days'),
                    ('31-60', 2, '31-60 days'),
                    ('61-90', 3, '61-90 days'),
                    ('91-120', 4, '91-120 days'),
                    ('over_120', 5, 'Over 120 days')
            ) as listed(bucket, bucket_position, label)
    ),
    open_invoices as (
        select currency, bucket, count(*) as invoice_count
        from aging
        where invoice_no is not null
        group by all
    ),
    counted as (
        select
            views.reporting_view,
            open_invoices.bucket,
            sum(invoice_count) as invoice_count,
        from views
        inner join
            open_invoices
            on views.reporting_view in ('consolidated', open_invoices.currency)
        group by all
    ),
    filled as (
        select
            views.reporting_view,
            views.currency,
            buckets.*,
            if(measures.measure is null, 0, measures.amount) as amount,
            greatest(coalesce(measures.amount_minor, 0), 0) as owed_minor,
            coalesce(counted.invoice_count, 0) as invoice_count,
        from views
        cross join buckets
        -- missing: a bucket nothing is in
        left join
            measures
            on views.reporting_view = measures.reporting_view
            and measures.measure = 'aging ' || buckets.bucket
        left join
            counted
            on views.reporting_view = counted.reporting_view
            and buckets.bucket = counted.bucket
    ),
    totalled as (
        select
            *, sum(owed_minor) over (partition by reporting_view) as owed_in_all_minor,
        from filled
    )
select
    reporting_view,
    currency,
    bucket,
    bucket_position,
    label,
    cast(amount as decimal(38, 6)) as amount,
    cast(
        {{ ratio("100 * owed_minor", "owed_in_all_minor") }} as decimal(38, 6)
    ) as share_percent,
    cast(invoice_count as bigint) as invoice_count,
from totalled
