"""The action log: one hash chain per billing entity, with the heads of the chains."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text, UniqueConstraint

from app.store.tables.base import METADATA
from app.store.types import UtcInstant

action_log = Table(
    "action_log",
    METADATA,
    Column("op_key", String, primary_key=True),
    Column("chain", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("action", String, nullable=False),
    Column("actor_id", String, nullable=False),
    Column("role", String, nullable=False),
    Column("company_id", String),
    Column("performed_at", UtcInstant, nullable=False),
    Column("input", Text, nullable=False),
    Column("input_hash", String, nullable=False),
    Column("result", Text, nullable=False),
    Column("previous_hash", String, nullable=False),
    Column("hash", String, nullable=False),
    UniqueConstraint("chain", "seq"),
    Index("action_log_by_action", "action"),
)

log_heads = Table(
    "log_heads",
    METADATA,
    Column("chain", String, primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
    Column("last_hash", String, nullable=False),
)
