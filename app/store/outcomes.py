"""Records how an outbox line fared outside."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from app.store.outbox import DeliveryStatus
from app.store.tables.delivery import deliveries


def record_outcome(
    connection: Connection,
    outbox_key: str,
    *,
    status: DeliveryStatus,
    at: datetime,
    not_before: datetime,
    external_id: str | None = None,
    error: str | None = None,
) -> None:
    """Write what became of a delivery and give its lease back."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.outbox_key == outbox_key)
        .values(
            status=status.value,
            worker=None,
            leased_until=None,
            not_before=not_before,
            external_id=external_id,
            last_error=error,
            recorded_at=at,
        )
    )


def status_of(connection: Connection, outbox_key: str) -> DeliveryStatus | None:
    """Read how far a line has come, None where there is no such line."""
    status = connection.scalar(
        select(deliveries.c.status).where(deliveries.c.outbox_key == outbox_key)
    )
    return None if status is None else DeliveryStatus(status)


def start_round(connection: Connection, outbox_key: str, *, at: datetime) -> int:
    """Let a dead line be tried again from now on, and give its new round."""
    line = deliveries.c.outbox_key == outbox_key
    connection.execute(
        update(deliveries)
        .where(line)
        .values(
            status=DeliveryStatus.PENDING.value,
            round=deliveries.c.round + 1,
            not_before=at,
        )
    )
    return connection.execute(select(deliveries.c.round).where(line)).scalar_one()
