"""A small, sound warehouse file to judge, and the means to spoil it."""

from pathlib import Path

import duckdb

from ingest.contracts.schema import create_raw_schema

MARTS = {
    "invoices": """
        invoice_id varchar, invoice_no varchar, company_id varchar, entity_id varchar,
        status varchar, source varchar, invoice_date date, due_date date,
        currency varchar, subtotal_minor bigint, discount_minor bigint,
        tax_minor bigint, total_minor bigint, balance_minor bigint""",
    "invoice_lines": """
        invoice_id varchar, line_no integer, company_id varchar, currency varchar,
        kind varchar, product_id varchar, meter varchar, quantity decimal(38, 12),
        unit_amount decimal(20, 10), amount_minor bigint, discount_minor bigint,
        tax_minor bigint""",
    "ledger_entries": """
        transaction_id varchar, posting_no integer, currency varchar,
        amount_minor bigint""",
    "ar_aging": """
        as_of date, company_id varchar, invoice_no varchar, bucket varchar,
        amount_minor bigint, currency varchar""",
    "mrr_monthly": """
        month date, company_id varchar, product_id varchar, currency varchar,
        opening_minor bigint, new_minor bigint, expansion_minor bigint,
        contraction_minor bigint, churn_minor bigint, reactivation_minor bigint,
        fx_minor bigint, closing_minor bigint""",
    "revenue_schedule": """
        invoice_id varchar, line_no integer, recognised_on date, amount_minor bigint,
        currency varchar""",
}
ROWS = """
insert into tallyhouse.raw.run_parameters values (date '2026-03-31');
insert into tallyhouse.raw.entities (entity_id, currency) values ('us', 'USD');
insert into tallyhouse.raw.subscriptions (subscription_id, company_id, started_on)
values ('s1', 'acme', date '2026-01-01');
insert into tallyhouse.raw.subscription_items (item_id, subscription_id, meter)
values ('i1', 's1', 'api_calls');
insert into tallyhouse.raw.usage_completeness
select 'portal', cast(day as date), 10, 10, 0, 0, 0, 100
from range(date '2026-01-01', date '2026-04-01', interval 1 day) as days(day);
insert into tallyhouse.raw.usage_series values (1, 'acme', 'api_calls', 'portal', null);
insert into tallyhouse.raw.usage_series_days (
    series_id, local_date, quantity_sum, event_count, partition_day
)
select 1, day, quantity, 10, day
from tallyhouse.raw.usage_completeness;
insert into tallyhouse.raw.issued_invoices (entity_id, invoice_no, invoice_date)
values ('us', 'INV-1', date '2026-03-01');
insert into tallyhouse.raw.payments (payment_id, company_id, amount_minor, invoice_no)
values ('p1', 'acme', 400, 'INV-1');
insert into tallyhouse.raw.landed_files
values ('payments', 'folder', 'payments.csv', 'f00d', 1, 1, 0, 0, '');
insert into tallyhouse.marts.invoices values
('us:INV-1', 'INV-1', 'acme', 'us', 'partially_paid', 'issued', date '2026-03-01',
 date '2026-03-31', 'USD', 1000, 0, 0, 1000, 600),
('draft:1', null, 'acme', 'us', 'draft', 'draft', date '2026-03-31',
 date '2026-04-30', 'USD', 3000, -100, 290, 3190, 0);
insert into tallyhouse.marts.invoice_lines values
('us:INV-1', 1, 'acme', 'USD', 'recurring', 'seat', null, 1, 1000, 1000, 0, 0),
('draft:1', 1, 'acme', 'USD', 'usage', 'calls', 'api_calls', 300, 10, 3000, -100, 290);
insert into tallyhouse.marts.ledger_entries values
('invoice:us:INV-1', 1, 'USD', 1000), ('invoice:us:INV-1', 2, 'USD', -1000);
insert into tallyhouse.marts.ar_aging
values (date '2026-03-31', 'acme', 'INV-1', 'current', 600, 'USD');
insert into tallyhouse.marts.mrr_monthly values
(date '2026-02-01', 'acme', 'seat', 'USD', 0, 1000, 0, 0, 0, 0, 0, 1000),
(date '2026-03-01', 'acme', 'seat', 'USD', 1000, 0, 0, 0, 0, 0, 0, 1000);
insert into tallyhouse.marts.revenue_schedule
values ('us:INV-1', 1, date '2026-03-01', 1000, 'USD');
"""


def sound_warehouse(folder: Path) -> Path:
    """Write a warehouse in which every check holds."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "tallyhouse.duckdb"
    with duckdb.connect(str(database)) as con:
        create_raw_schema(con)
        con.execute("create schema tallyhouse.marts")
        for mart, columns in MARTS.items():
            con.execute(f"create table tallyhouse.marts.{mart} ({columns})")
        con.execute(ROWS)
    return database


def change(database: Path, statement: str) -> None:
    """Change the warehouse by one statement."""
    with duckdb.connect(str(database)) as con:
        con.execute(statement)
