"""The tax of an issued line is recorded with it; what was issued before says none."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns in place: the rows that stand, and their triggers, stay."""
    for column in (
        sa.Column("tax_rate_id", sa.String()),
        sa.Column("tax_percent", sa.String()),
        sa.Column("tax_reason", sa.String()),
        sa.Column("is_tax_inclusive", sa.Boolean()),
    ):
        op.add_column("issued_invoice_lines", column)
