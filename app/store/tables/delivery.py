"""What has to leave the house, and how far it has come."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.store.tables.base import METADATA, ROW_ID
from app.store.types import UtcInstant

outbox = Table(
    "outbox",
    METADATA,
    Column("position", ROW_ID, primary_key=True, autoincrement=True),
    Column("outbox_key", String, nullable=False),
    Column("op_key", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("chain", String, nullable=False),
    Column("company_id", String, nullable=False),
    Column("waits_for", String),
    Column("payload", Text, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    UniqueConstraint("outbox_key"),
    Index("outbox_of_company", "company_id", "kind"),
)

deliveries = Table(
    "deliveries",
    METADATA,
    Column("outbox_key", String, ForeignKey("outbox.outbox_key"), primary_key=True),
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("worker", String),
    Column("leased_until", UtcInstant),
    Column("first_sent_at", UtcInstant),
    Column("not_before", UtcInstant, nullable=False),
    Column("external_id", String),
    Column("last_error", Text),
    Column("recorded_at", UtcInstant),
    Index("deliveries_by_status", "status", "not_before"),
)
