"""The first tables of the operational store."""

import sqlalchemy as sa
from alembic import op

from app.store.types import UtcInstant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    op.create_table(
        "action_log",
        sa.Column("op_key", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("company_id", sa.String()),
        sa.Column("performed_at", UtcInstant(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.String(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("op_key"),
        sa.UniqueConstraint("chain", "seq"),
    )
    op.create_index("action_log_by_action", "action_log", ["action"])
    op.create_table(
        "api_tokens",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("company_id", sa.String()),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_table(
        "issued_invoices",
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("invoice_no", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("invoice_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("voided_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("period_start", sa.Date()),
        sa.Column("period_end", sa.Date()),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("hash_version", sa.Integer(), nullable=False),
        sa.Column("issued_at", UtcInstant(), nullable=False),
        sa.Column("op_key", sa.String(), nullable=False),
        sa.Column("override_reason", sa.String()),
        sa.PrimaryKeyConstraint("entity_id", "invoice_no"),
        sa.UniqueConstraint("op_key"),
    )
    op.create_index(
        "issued_invoices_of_company", "issued_invoices", ["company_id", "invoice_date"]
    )
    op.create_table(
        "log_heads",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain"),
    )
    op.create_table(
        "number_sequences",
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("period_key", sa.String(), nullable=False),
        sa.Column("first_number", sa.BigInteger(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", "scheme", "period_key"),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("outbox_key", sa.String(), nullable=False),
        sa.Column("op_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("waits_for", sa.String()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("outbox_key"),
    )
    op.create_index("outbox_of_company", "outbox", ["company_id", "kind"])
    op.create_table(
        "claims",
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("invoice_no", sa.String(), nullable=False),
        sa.Column("claimed_at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id", "invoice_no"],
            ["issued_invoices.entity_id", "issued_invoices.invoice_no"],
        ),
        sa.PrimaryKeyConstraint("claim_key"),
    )
    op.create_index("claims_of_invoice", "claims", ["entity_id", "invoice_no"])
    op.create_table(
        "deliveries",
        sa.Column("outbox_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String()),
        sa.Column("leased_until", UtcInstant()),
        sa.Column("first_sent_at", UtcInstant()),
        sa.Column("not_before", UtcInstant(), nullable=False),
        sa.Column("external_id", sa.String()),
        sa.Column("last_error", sa.Text()),
        sa.Column("recorded_at", UtcInstant()),
        sa.ForeignKeyConstraint(
            ["outbox_key"],
            ["outbox.outbox_key"],
        ),
        sa.PrimaryKeyConstraint("outbox_key"),
    )
    op.create_index("deliveries_by_status", "deliveries", ["status", "not_before"])
    op.create_table(
        "issued_invoice_lines",
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("invoice_no", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.String()),
        sa.Column("item_id", sa.String()),
        sa.Column("product_id", sa.String()),
        sa.Column("price_id", sa.String()),
        sa.Column("meter", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date()),
        sa.Column("period_end", sa.Date()),
        sa.Column("quantity", sa.String()),
        sa.Column("unit_amount", sa.String()),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.String()),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("price_rule", sa.String()),
        sa.Column("recognition", sa.String()),
        sa.Column("source", sa.String()),
        sa.Column("description", sa.String()),
        sa.ForeignKeyConstraint(
            ["entity_id", "invoice_no"],
            ["issued_invoices.entity_id", "issued_invoices.invoice_no"],
        ),
        sa.PrimaryKeyConstraint("entity_id", "invoice_no", "line_no"),
    )
    # ### end Alembic commands ###
