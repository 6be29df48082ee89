"""What was issued: invoices, lines, the claims they hold and the numbers they took.

The columns of the input contract come first under its own names: ingest reads them
by reflection.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from app.store.tables.base import METADATA
from app.store.types import ExactDecimal, UtcInstant

issued_invoices = Table(
    "issued_invoices",
    METADATA,
    Column("entity_id", String, nullable=False),
    Column("invoice_no", String, nullable=False),
    Column("company_id", String, nullable=False),
    Column("invoice_date", Date, nullable=False),
    Column("due_date", Date, nullable=False),
    Column("currency", String, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("status", String, nullable=False),
    Column("voided_on", Date),
    Column("closed_on", Date),
    Column("subtotal_minor", BigInteger, nullable=False),
    Column("discount_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("period_start", Date),
    Column("period_end", Date),
    Column("draft_id", String, nullable=False),
    Column("run_id", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("hash_version", Integer, nullable=False),
    Column("issued_at", UtcInstant, nullable=False),
    Column("op_key", String, nullable=False),
    Column("override_reason", String),
    PrimaryKeyConstraint("entity_id", "invoice_no"),
    UniqueConstraint("op_key"),
    Index("issued_invoices_of_company", "company_id", "invoice_date"),
)

issued_invoice_lines = Table(
    "issued_invoice_lines",
    METADATA,
    Column("entity_id", String, nullable=False),
    Column("invoice_no", String, nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("subscription_id", String),
    Column("item_id", String),
    Column("product_id", String),
    Column("price_id", String),
    Column("meter", String),
    Column("kind", String, nullable=False),
    Column("period_start", Date),
    Column("period_end", Date),
    Column("quantity", ExactDecimal),
    Column("unit_amount", ExactDecimal),
    Column("amount_minor", BigInteger, nullable=False),
    Column("discount_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("source_id", String),
    Column("company_id", String, nullable=False),
    Column("claim_key", String, nullable=False),
    Column("price_rule", String),
    Column("recognition", String),
    Column("source", String),
    Column("description", String),
    Column("tax_rate_id", String),
    Column("tax_percent", ExactDecimal),
    Column("tax_reason", String),
    Column("is_tax_inclusive", Boolean),
    Column("discounts_taken", String),
    PrimaryKeyConstraint("entity_id", "invoice_no", "line_no"),
    ForeignKeyConstraint(
        ["entity_id", "invoice_no"],
        ["issued_invoices.entity_id", "issued_invoices.invoice_no"],
    ),
)

claims = Table(
    "claims",
    METADATA,
    Column("claim_key", String, primary_key=True),
    Column("entity_id", String, nullable=False),
    Column("invoice_no", String, nullable=False),
    Column("claimed_at", UtcInstant, nullable=False),
    ForeignKeyConstraint(
        ["entity_id", "invoice_no"],
        ["issued_invoices.entity_id", "issued_invoices.invoice_no"],
    ),
    Index("claims_of_invoice", "entity_id", "invoice_no"),
)

number_sequences = Table(
    "number_sequences",
    METADATA,
    Column("entity_id", String, nullable=False),
    Column("scheme", String, nullable=False),
    Column("period_key", String, nullable=False),
    Column("first_number", BigInteger, nullable=False),
    Column("last_number", BigInteger, nullable=False),
    PrimaryKeyConstraint("entity_id", "scheme", "period_key"),
)
