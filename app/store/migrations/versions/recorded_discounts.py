"""An issued line names what each discount took; what was issued before says none."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column in place: the rows that stand, and their triggers, stay."""
    op.add_column("issued_invoice_lines", sa.Column("discounts_taken", sa.String()))
