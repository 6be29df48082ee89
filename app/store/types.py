"""Column types that hold decimals and instants alike in SQLite and PostgreSQL."""

# ruff: noqa: ARG002 (SQLAlchemy passes the dialect to every type)

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from app.domain.invoice_content import plain_decimal


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as plain text, since SQLite would make it a binary float."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write the one canonical text of a decimal."""
        return None if value is None else plain_decimal(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> Decimal | None:
        """Read the text back, exactly."""
        return None if value is None else Decimal(value)


class UtcInstant(TypeDecorator[datetime]):
    """An instant kept as UTC without a zone, and always read with one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse an instant without a zone; store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)
