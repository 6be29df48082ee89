"""Contracts of who sells, who buys and who works."""

import polars as pl

from ingest.contracts.columns import (
    boolean,
    count,
    currency,
    day,
    minor,
    percent,
    text,
    zone,
)
from ingest.contracts.table import DAYS_MAX, Rule, TableContract, TableKind

ENTITIES = TableContract(
    name="entities",
    kind=TableKind.CATALOGUE,
    key=("entity_id",),
    is_mandatory=True,
    columns=(
        text("entity_id", required=True),
        text("parent_entity_id", references="entities.entity_id"),
        text("name", default_from="entity_id"),
        currency("currency", required=True),
        zone("time_zone"),
        text("country"),
        text("tax_id"),
        text("invoice_prefix"),
        text("number_separator", default="-"),
        count("number_padding", default="5", maximum=20),
        text("number_reset", default="never", choices=("never", "yearly", "monthly")),
        count("payment_terms_days", default="30", maximum=DAYS_MAX),
        text("rounding", default="half_up", choices=("half_up", "half_even")),
        text("tax_rounding", default="line", choices=("line", "invoice")),
        text("aging_basis", default="due_date", choices=("due_date", "invoice_date")),
        count("late_usage_days", default="90", maximum=DAYS_MAX),
        text(
            "proration_invoicing",
            default="next_invoice",
            choices=("next_invoice", "immediate"),
        ),
        day("books_closed_through"),
    ),
    rules=(
        Rule(
            column="entity_id",
            is_broken=pl.col("entity_id").str.contains(":", literal=True),
            expected="an entity_id has no colon, for one follows it in the ids of its "
            "invoices",
        ),
    ),
)

COMPANIES = TableContract(
    name="companies",
    kind=TableKind.CATALOGUE,
    key=("company_id",),
    is_mandatory=True,
    columns=(
        text("company_id", required=True),
        text("entity_id", required=True, references="entities.entity_id"),
        text("parent_company_id", references="companies.company_id"),
        boolean("bill_to_parent"),
        text("name", default_from="company_id"),
        currency("currency", required=True),
        zone("time_zone"),
        text("country"),
        text("region"),
        text("vertical"),
        text("tier"),
        text("status", default="active"),
        day("created_on"),
        text("email"),
        text("stripe_customer_id"),
        boolean("tax_exempt"),
        boolean("reverse_charge"),
    ),
)

CONTACTS = TableContract(
    name="contacts",
    kind=TableKind.CATALOGUE,
    key=("contact_id",),
    columns=(
        text("contact_id", required=True),
        text("company_id", required=True, references="companies.company_id"),
        text("first_name"),
        text("last_name"),
        text("email"),
        text("phone"),
        boolean("is_billing"),
    ),
)

DEPARTMENTS = TableContract(
    name="departments",
    kind=TableKind.CATALOGUE,
    key=("department_id",),
    columns=(
        text("department_id", required=True),
        text("entity_id", references="entities.entity_id"),
        text("parent_department_id", references="departments.department_id"),
        text("name", default_from="department_id"),
        text("cost_center_type"),
        text("gl_code"),
        text("manager"),
    ),
)

TECHNICIANS = TableContract(
    name="technicians",
    kind=TableKind.CATALOGUE,
    key=("technician_id", "effective_from"),
    columns=(
        text("technician_id", required=True),
        day("effective_from", required=True),
        text("name", default_from="technician_id"),
        text("email"),
        minor("cost_rate_minor", required=True),
        currency("currency"),
        percent("target_utilization"),
    ),
)
