"""Writes down what became of one attempt to deliver an outbox line."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from app.actions.delivery.lines import subject_of_line
from app.actions.register import Action, Command, Deed, Result, Subject, register
from app.actions.workplace import Workplace
from app.domain.actors import Role
from app.store.outbox import DeliveryStatus
from app.store.outcomes import record_outcome, status_of

Fate = Literal["done", "retry", "dead"]

_STATUS = {
    "done": DeliveryStatus.DONE,
    "retry": DeliveryStatus.PENDING,
    "dead": DeliveryStatus.DEAD,
}


class RecordDelivery(Command):
    """Record that a line was delivered, must be tried again, or never will be."""

    outbox_key: str = Field(min_length=1, title="Outbox line")
    fate: Fate
    external_id: str | None = None
    error: str | None = Field(default=None, max_length=2000)
    retry_after_seconds: int = Field(default=0, ge=0)


class DeliveryRecorded(Result):
    """Where the line stands now."""

    outbox_key: str
    status: DeliveryStatus
    external_id: str | None


def prepare(command: RecordDelivery, workplace: Workplace) -> Subject:
    """Find whose line it is."""
    return subject_of_line(command.outbox_key, workplace)


def handle(command: RecordDelivery, _subject: Subject, deed: Deed) -> DeliveryRecorded:
    """Write the outcome; what is done stays done, whoever comes late."""
    status = _STATUS[command.fate]
    now_at = status_of(deed.connection, command.outbox_key)
    if now_at is DeliveryStatus.DONE:
        status = now_at
    else:
        record_outcome(
            deed.connection,
            command.outbox_key,
            status=status,
            at=deed.now,
            not_before=deed.now + timedelta(seconds=command.retry_after_seconds),
            external_id=command.external_id,
            error=command.error,
        )
    return DeliveryRecorded(
        outbox_key=command.outbox_key, status=status, external_id=command.external_id
    )


RECORD_DELIVERY = register(
    Action(
        name="record_delivery",
        title="Record delivery",
        command=RecordDelivery,
        result=DeliveryRecorded,
        roles=frozenset({Role.SYSTEM}),
        prepare=prepare,
        handle=handle,
        is_offered=False,
    )
)
