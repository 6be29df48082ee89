with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    currencies as (select * from {{ ref("currencies") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    invoices as (select * from {{ ref("int_invoices_receivable") }}),
    imported as (
        select stg.*
        from {{ ref("stg_ar_aging") }} as stg
        cross join as_of
        where stg.snapshot_date <= as_of.as_of
    ),
    snapshots as (select snapshot_date from imported group by snapshot_date),
    named as (
        select
            imported.snapshot_date,
            imported.client_id,
            imported.invoice_no,
            invoices.invoice_id,
            coalesce(invoices.currency, companies.currency) as currency,
            {{ minor_units("imported.total_outstanding", "currencies.exponent") }}
            as there_minor,
            case
                when imported.days_over_120 <> 0
                then 'over_120'
                when imported.days_91_120 <> 0
                then '91-120'
                when imported.days_61_90 <> 0
                then '61-90'
                when imported.days_31_60 <> 0
                then '31-60'
                else '0-30'
            end as there_bucket,
        from imported
        -- missing: an invoice we do not know, a client we do not know
        left join invoices on imported.invoice_no = invoices.invoice_no
        left join companies on imported.client_id = companies.company_id
        left join
            currencies
            on coalesce(invoices.currency, companies.currency) = currencies.currency
        qualify
            row_number() over (
                partition by
                    imported.snapshot_date,
                    imported.client_id,
                    imported.account_name,
                    imported.invoice_no
                order by
                    invoices.company_id = imported.client_id desc nulls last,
                    invoices.invoice_id
            )
            = 1
    ),
    -- what was open here on the day of the snapshot, replayed from the documents
    open_then as (
        select
            aged.aged_on as snapshot_date,
            aged.item_id as invoice_id,
            aged.invoice_no,
            aged.company_id,
            aged.currency,
            aged.age_days,
            aged.amount_minor as here_minor,
        from {{ ref("int_receivables_aged") }} as aged
        inner join snapshots on aged.aged_on = snapshots.snapshot_date
        where aged.invoice_no is not null
    ),
    compared as (
        select
            coalesce(named.snapshot_date, open_then.snapshot_date) as snapshot_date,
            coalesce(named.client_id, open_then.company_id) as client_id,
            coalesce(named.invoice_no, open_then.invoice_no) as invoice_no,
            coalesce(named.invoice_id, open_then.invoice_id) as invoice_id,
            coalesce(named.currency, open_then.currency) as currency,
            named.there_minor,
            open_then.here_minor,
            named.there_bucket,
            case
                when open_then.age_days is null
                then null
                when open_then.age_days <= 30
                then '0-30'
                else {{ aging_bucket("open_then.age_days") }}
            end as here_bucket,
            named.snapshot_date is not null as is_there,
        from named
        full outer join
            open_then
            on named.snapshot_date = open_then.snapshot_date
            and named.invoice_id = open_then.invoice_id
    )
select
    snapshot_date,
    client_id,
    invoice_no,
    invoice_id,
    currency,
    case
        when not is_there
        then 'missing_there'
        when here_minor is null
        then 'missing_here'
        when there_minor <> here_minor
        then 'amount_differs'
        when there_bucket <> here_bucket
        then 'bucket_differs'
        else 'matched'
    end as status,
    there_minor as imported_minor,
    here_minor as computed_minor,
    coalesce(there_minor, 0) - coalesce(here_minor, 0) as difference_minor,
    there_bucket as imported_bucket,
    here_bucket as computed_bucket,
from compared
