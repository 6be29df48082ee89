"""Contracts of invoices and what changes them."""

import polars as pl

from ingest.contracts.columns import (
    addition,
    average,
    boolean,
    count,
    currency,
    day,
    minor,
    percent,
    quantity,
    text,
    unit_amount,
)
from ingest.contracts.parts import are_not_parts_of
from ingest.contracts.table import Rule, TableContract, TableKind

INVOICE = "issued_invoices.invoice_no"
LINE_KINDS = (
    "recurring",
    "proration",
    "credit",
    "usage",
    "time",
    "one_off",
    "prior_period_adjustment",
    "minimum_true_up",
)
TAX_REASONS = ("rated", "exempt", "reverse_charge", "no_rate")

ISSUED_INVOICES = TableContract(
    name="issued_invoices",
    kind=TableKind.DOCUMENT,
    key=("entity_id", "invoice_no"),
    columns=(
        text("entity_id", references="entities.entity_id"),
        text("invoice_no", required=True),
        text("company_id", required=True, references="companies.company_id"),
        day("invoice_date", required=True),
        day("due_date", required=True),
        currency("currency"),
        minor("total_minor", required=True),
        text(
            "status",
            default="issued",
            choices=("issued", "partially_paid", "paid", "void", "uncollectible"),
        ),
        day("voided_on"),
        day("closed_on"),
        addition(minor("subtotal_minor")),
        addition(minor("discount_minor")),
        addition(minor("tax_minor")),
        addition(day("period_start")),
        addition(day("period_end")),
    ),
)

ISSUED_INVOICE_LINES = TableContract(
    name="issued_invoice_lines",
    kind=TableKind.DOCUMENT,
    key=("entity_id", "invoice_no", "line_no"),
    columns=(
        text("entity_id", references="entities.entity_id"),
        text("invoice_no", required=True, references=INVOICE),
        count("line_no", required=True),
        text("subscription_id"),
        text("item_id"),
        text("product_id"),
        text("price_id"),
        text("meter"),
        text("kind", choices=LINE_KINDS),
        day("period_start"),
        day("period_end"),
        average("quantity"),
        unit_amount("unit_amount"),
        minor("amount_minor", required=True),
        minor("discount_minor", default="0"),
        minor("tax_minor", default="0"),
        text("source_id"),
        addition(text("company_id")),
        addition(text("claim_key")),
        addition(text("price_rule")),
        addition(text("recognition")),
        addition(text("description")),
        addition(text("tax_rate_id")),
        addition(percent("tax_percent")),
        addition(text("tax_reason", choices=TAX_REASONS)),
        addition(boolean("is_tax_inclusive", default=None)),
        addition(text("discounts_taken")),
    ),
    ranges=(("period_start", "period_end"),),
    rules=(
        Rule(
            column="tax_reason",
            is_broken=pl.col("tax_reason").is_null()
            & (
                pl.col("tax_percent").is_not_null()
                | pl.col("tax_rate_id").is_not_null()
            ),
            expected="a line that names its tax rate or percent says its tax_reason",
        ),
        Rule(
            column="tax_percent",
            is_broken=(pl.col("tax_reason") == "rated")
            & pl.col("tax_percent").is_null(),
            expected="a line whose tax_reason is `rated` says its tax_percent",
        ),
        Rule(
            column="discounts_taken",
            is_broken=are_not_parts_of("discounts_taken", "discount_minor"),
            expected="a line that names its discounts says in JSON what each took, "
            'once by discount_id and in minor units, as in `{"SPRING": -500}`; '
            "together they are its discount_minor",
        ),
    ),
)

CREDIT_NOTES = TableContract(
    name="credit_notes",
    kind=TableKind.DOCUMENT,
    key=("credit_note_no",),
    columns=(
        text("credit_note_no", required=True),
        text("entity_id", references="entities.entity_id"),
        text("invoice_no", required=True, references=INVOICE),
        day("issued_on", required=True),
        minor("amount_minor", required=True),
        minor("tax_minor"),
        text("reason"),
    ),
    rules=(
        Rule(
            column="tax_minor",
            is_broken=(pl.col("amount_minor") == 0) & (pl.col("tax_minor") != 0),
            expected="a credit note of nothing has no tax",
        ),
    ),
)

WRITE_OFFS = TableContract(
    name="write_offs",
    kind=TableKind.DOCUMENT,
    key=("write_off_id",),
    columns=(
        text("write_off_id", required=True),
        text("entity_id", references="entities.entity_id"),
        text("invoice_no", required=True, references=INVOICE),
        day("written_off_on", required=True),
        minor("amount_minor", required=True),
        text("reason"),
    ),
)

AR_AGING = TableContract(
    name="ar_aging",
    kind=TableKind.DOCUMENT,
    key=("snapshot_date", "client_id", "account_name", "invoice_no"),
    has_loose_headers=True,
    columns=(
        day("snapshot_date", required=True),
        text("client_id"),
        text("account_name"),
        text("invoice_no"),
        day("invoice_date"),
        quantity("invoice_amount"),
        quantity("total_outstanding", required=True),
        quantity("days_0_30"),
        quantity("days_31_60"),
        quantity("days_61_90"),
        quantity("days_91_120"),
        quantity("days_over_120"),
        text("first_name"),
        text("last_name"),
        text("email"),
        text("phone"),
    ),
)
