"""What has left the house, what still has to, and what never will by itself."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field
from sqlalchemy import Connection, select

from app.domain.actors import Actor, Role
from app.store.outbox import DeliveryStatus
from app.store.tables.delivery import deliveries, outbox
from app.views.kit import Filter, Row, View, register, within_scope


class DeliveriesFilter(Filter):
    """Which deliveries to show."""

    status: DeliveryStatus | None = Field(default=None, description="In this state.")
    company_id: str | None = Field(default=None, description="Of one company.")


class Delivery(Row):
    """One outbox line and how far it has come."""

    outbox_key: str
    kind: str
    company_id: str
    status: DeliveryStatus
    attempts: int
    waits_for: str | None
    waits_for_status: DeliveryStatus | None
    external_id: str | None
    last_error: str | None
    created_at: datetime
    not_before: datetime


def read(
    connection: Connection, wanted: DeliveriesFilter, actor: Actor
) -> Sequence[Row]:
    """Read the outbox with its deliveries, oldest first."""
    waited = deliveries.alias("waited")
    query = (
        select(outbox, deliveries, waited.c.status.label("waits_for_status"))
        .join(deliveries, deliveries.c.outbox_key == outbox.c.outbox_key)
        .outerjoin(waited, waited.c.outbox_key == outbox.c.waits_for)
        .where(within_scope(outbox.c.company_id, actor))
        .order_by(outbox.c.position)
        .limit(wanted.limit)
    )
    if wanted.status:
        query = query.where(deliveries.c.status == wanted.status.value)
    if wanted.company_id:
        query = query.where(outbox.c.company_id == wanted.company_id)
    return [Delivery.model_validate(row) for row in connection.execute(query)]


DELIVERIES = register(
    View(
        name="deliveries",
        title="Deliveries",
        filter=DeliveriesFilter,
        row=Delivery,
        roles=frozenset({Role.FINANCE, Role.SUPER_ADMIN}),
        read=read,
    )
)
