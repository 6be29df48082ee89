"""Lines that have to leave the house, and the leases under which they leave."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, exists, insert, or_, select, update

from app.store.tables.delivery import deliveries, outbox


class DeliveryStatus(StrEnum):
    """How far an outbox line has come."""

    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, kw_only=True)
class OutboxLine:
    """One thing to be done outside, under a key that names it for ever."""

    outbox_key: str
    op_key: str
    kind: str
    chain: str
    company_id: str
    payload: dict[str, Any]
    waits_for: str | None = None


@dataclass(frozen=True, kw_only=True)
class Lease:
    """A line in one worker's hands.

    Attributes:
        attempt: 1 for the first time it is sent, counted over all rounds.
        round: 1 until a person has a dead line sent again, then 2, and so on.
        first_sent_at: when the first attempt began, so that an old one is looked up
            before it is sent again.
        waited_for_id: the external id of the line that this one waited for.
    """

    line: OutboxLine
    worker: str
    attempt: int
    round: int
    first_sent_at: datetime
    waited_for_id: str | None


def add_line(connection: Connection, line: OutboxLine, *, at: datetime) -> None:
    """Put a line in the outbox, to be delivered from now on."""
    values = line.__dict__ | {"payload": json.dumps(line.payload, sort_keys=True)}
    connection.execute(insert(outbox).values(**values, created_at=at))
    connection.execute(
        insert(deliveries).values(
            outbox_key=line.outbox_key,
            status=DeliveryStatus.PENDING.value,
            attempts=0,
            round=1,
            not_before=at,
        )
    )


def live_line_key(connection: Connection, *, company_id: str, kind: str) -> str | None:
    """Find a company's line of a kind that is done or may still be done."""
    return connection.scalar(
        select(outbox.c.outbox_key)
        .join(deliveries, deliveries.c.outbox_key == outbox.c.outbox_key)
        .where(outbox.c.company_id == company_id)
        .where(outbox.c.kind == kind)
        .where(deliveries.c.status != DeliveryStatus.DEAD.value)
        .order_by(outbox.c.position)
        .limit(1)
    )


def read_line(connection: Connection, outbox_key: str) -> OutboxLine | None:
    """Read one line as it was written."""
    row = (
        connection.execute(select(outbox).where(outbox.c.outbox_key == outbox_key))
        .mappings()
        .one_or_none()
    )
    return None if row is None else _line_of(row)


def lease_next(
    connection: Connection, *, worker: str, now: datetime, hold_for: timedelta
) -> Lease | None:
    """Take the oldest line that is due and waits for nothing; commit to keep it."""
    waited = deliveries.alias("waited")
    is_due = or_(
        and_(
            deliveries.c.status == DeliveryStatus.PENDING.value,
            deliveries.c.not_before <= now,
        ),
        and_(
            deliveries.c.status == DeliveryStatus.LEASED.value,
            deliveries.c.leased_until <= now,
        ),
    )
    is_free = or_(
        outbox.c.waits_for.is_(None),
        exists()
        .where(waited.c.outbox_key == outbox.c.waits_for)
        .where(waited.c.status == DeliveryStatus.DONE.value),
    )
    row = (
        connection.execute(
            select(
                outbox,
                deliveries.c.attempts,
                deliveries.c.round,
                deliveries.c.first_sent_at,
            )
            .join(deliveries, deliveries.c.outbox_key == outbox.c.outbox_key)
            .where(is_due, is_free)
            .order_by(outbox.c.position)
            .limit(1)
            .with_for_update(of=deliveries, skip_locked=True)
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    lease = Lease(
        line=_line_of(row),
        worker=worker,
        attempt=row["attempts"] + 1,
        round=row["round"],
        first_sent_at=row["first_sent_at"] or now,
        waited_for_id=_external_id(connection, row["waits_for"]),
    )
    connection.execute(
        update(deliveries)
        .where(deliveries.c.outbox_key == lease.line.outbox_key)
        .values(
            status=DeliveryStatus.LEASED.value,
            worker=worker,
            leased_until=now + hold_for,
            attempts=lease.attempt,
            first_sent_at=lease.first_sent_at,
        )
    )
    return lease


def _line_of(row: RowMapping) -> OutboxLine:
    fields = {name: row[name] for name in OutboxLine.__dataclass_fields__}
    return OutboxLine(**fields | {"payload": json.loads(row["payload"])})


def _external_id(connection: Connection, outbox_key: str | None) -> str | None:
    if outbox_key is None:
        return None
    return connection.scalar(
        select(deliveries.c.external_id).where(deliveries.c.outbox_key == outbox_key)
    )
