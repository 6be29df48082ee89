"""Tokens by which programs speak to the API; only their hashes are kept."""

from sqlalchemy import Column, String, Table

from app.store.tables.base import METADATA
from app.store.types import UtcInstant

api_tokens = Table(
    "api_tokens",
    METADATA,
    Column("token_hash", String, primary_key=True),
    Column("label", String, nullable=False),
    Column("role", String, nullable=False),
    Column("company_id", String),
    Column("created_at", UtcInstant, nullable=False),
)
