"""The selects behind a report's figures; each returns the fields of its model."""

SOURCES = """
select
    table_name as "table", source, sum(records)::bigint as rows,
    sum(accepted)::bigint as accepted, sum(quarantined)::bigint as quarantined,
    sum(duplicates)::bigint as duplicates
from raw.landed_files group by all order by all
"""
QUARANTINE = """
select
    table_name as "table", reason, count(*) as rows,
    min_by(
        concat(file, ', row ', row_number, coalesce(', ' || column_name, ''),
            coalesce(': ' || left(value, 60), '')),
        (file, row_number)
    ) as example
from raw.quarantine group by all order by table_name, rows desc, reason
"""
CONFLICTS = "select count(*) from raw.conflicts"
UNKNOWN_COLUMNS = """
select distinct file || ': ' || unknown_columns as named
from raw.landed_files where unknown_columns <> '' order by all
"""
UNREAD_FILES = """
select file from raw.notices where table_name is null and source = 'folder' order by all
"""
DRAFTS = """
select
    status::varchar as heading, currency, sum(total_minor)::hugeint as amount_minor,
    count(*) as count
from marts.invoices where source = 'draft' group by all order by all
"""
ISSUED = """
select
    status::varchar as heading, currency, sum(total_minor)::hugeint as amount_minor,
    count(*) as count
from marts.invoices where source = 'issued' group by all order by all
"""
UNBALANCED = """
select count(*) from (
    select 1 from marts.ledger_entries
    group by transaction_id, entity_id, currency having sum(amount_minor) <> 0
)
"""
POSTINGS = "select count(*) from marts.ledger_entries"
RECEIVABLES = """
select
    bucket::varchar as heading, currency, sum(amount_minor)::hugeint as amount_minor,
    count(distinct invoice_no) as count
from marts.ar_aging group by bucket, currency
order by currency, list_position(
    ['current', '1-30', '31-60', '61-90', '91-120', 'over_120'], any_value(bucket)
)
"""
MRR = """
select
    month, currency,
    sum(opening_minor)::hugeint as opening_minor, sum(new_minor)::hugeint as new_minor,
    sum(expansion_minor)::hugeint as expansion_minor,
    sum(contraction_minor)::hugeint as contraction_minor,
    sum(churn_minor)::hugeint as churn_minor,
    sum(reactivation_minor)::hugeint as reactivation_minor,
    sum(fx_minor)::hugeint as fx_minor, sum(closing_minor)::hugeint as closing_minor
from marts.mrr_monthly where month = date_trunc('month', ?::date)
group by all order by currency
"""
ANOMALIES = "select count(*) from learning.invoice_anomalies where needs_review"
SCORED = "select count(*) from learning.invoice_anomalies"
ANOMALY_EXAMPLES = """
select concat(invoice_id, ' (confidence ', confidence_score, '): ', drivers) as example
from learning.invoice_anomalies where needs_review
order by confidence_score, invoice_id limit 3
"""
FINDINGS = """
select
    kind::varchar as kind, count(*) as count,
    min_by(concat(subject_id, ': ', reason), concat(subject_table, subject_id))
        as example
from (from marts.findings union all by name from marts.books_findings)
group by all order by all
"""
EVALUATIONS = """
select
    model, coalesce(data_set, '') as data_set, coalesce(metric, '') as metric,
    model_value::double as model_value, coalesce(baseline, '') as baseline,
    baseline_value::double as baseline_value, is_withdrawn,
    coalesce(reason, '') as reason
from learning.model_evaluations order by all
"""
EXPONENTS = "select currency, exponent from marts.currencies order by all"
TABLES = """
select schema_name, table_name from duckdb_tables()
where database_name = 'tallyhouse' order by all
"""
