"""A published version with one draft in it, no more than issuing reads."""

from pathlib import Path

import duckdb

DRAFT_ID = "draft:acme:harbour:USD:2026-04-01"

_SQL = """
create schema raw;
create schema intermediate;
create schema marts;
create table raw.entities as
    select 'acme' as entity_id, 'Acme Managed IT' as name, 'ACME' as invoice_prefix,
        '-' as number_separator, 5 as number_padding, 'yearly' as number_reset;
create table raw.companies as
    select 'harbour' as company_id, 'Harbour Dental' as name,
        'office@harbour.example' as email, null::varchar as stripe_customer_id;
create table raw.products as select 'monitoring' as product_id, 'Monitoring' as name;
create table marts.currencies as
    select 'USD' as currency, 2 as exponent, 2 as stripe_exponent;
create table intermediate.int_invoices_united as
    select '{draft_id}' as invoice_id, null::varchar as invoice_no, 'acme' as entity_id,
        'harbour' as company_id, 'USD' as currency, 'draft' as source,
        'draft' as status, null::varchar as reason, date '2026-04-01' as invoice_date,
        date '2026-05-01' as due_date, date '2026-03-01' as period_start,
        date '2026-04-01' as period_end, 9000::bigint as subtotal_minor,
        0::bigint as discount_minor, 720::bigint as tax_minor,
        9720::bigint as total_minor;
create table marts.invoices as
    select *, null::varchar as customer from intermediate.int_invoices_united;
create table intermediate.int_invoice_lines_united as
    select '{draft_id}' as invoice_id, 1 as line_no, 'harbour' as company_id,
        'recurring' as kind, 'item-1' as item_id, 'monitoring' as product_id,
        date '2026-03-01' as period_start, date '2026-04-01' as period_end,
        4.5::decimal(30, 12) as quantity, 2000::decimal(20, 10) as unit_amount,
        9000::bigint as amount_minor, 0::bigint as discount_minor,
        720::bigint as tax_minor, 'recurring:item-1:2026-03-01' as claim_key;
"""


def publish_draft(home: Path) -> None:
    """Publish it in a home, the way a run does: a version and the link to it."""
    version = home / "published" / "run-1"
    version.mkdir(parents=True)
    database = version / "tallyhouse.duckdb"
    with duckdb.connect(database) as connection:
        connection.execute(_SQL.format(draft_id=DRAFT_ID))
    (home / "current").symlink_to(version)
