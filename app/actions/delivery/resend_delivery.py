"""Has a dead delivery sent again, once a person has cured what killed it."""

from pydantic import Field

from app.actions.delivery.lines import subject_of_line
from app.actions.register import Action, Command, Deed, Result, Subject, register
from app.actions.workplace import Workplace
from app.domain.actors import Role
from app.domain.refusals import WrongStateError
from app.store.outbox import DeliveryStatus
from app.store.outcomes import start_round, status_of


class ResendDelivery(Command):
    """Send a dead delivery again, after its cause was cured."""

    outbox_key: str = Field(
        min_length=1,
        max_length=255,
        title="Delivery",
        description="Key of the dead line, as `deliveries` lists it.",
    )
    reason: str = Field(
        min_length=3, max_length=500, title="Reason", description="What was cured."
    )


class DeliveryResent(Result):
    """The line that is due again."""

    outbox_key: str
    round: int


def prepare(command: ResendDelivery, workplace: Workplace) -> Subject:
    """Find whose line it is."""
    return subject_of_line(command.outbox_key, workplace)


def handle(command: ResendDelivery, _subject: Subject, deed: Deed) -> DeliveryResent:
    """Open a new round of attempts; only what is dead can be sent again."""
    status = status_of(deed.connection, command.outbox_key)
    if status is not DeliveryStatus.DEAD:
        raise WrongStateError(
            f"Delivery {command.outbox_key} is {status}, not dead.",
            remedy="Let the worker go on with it.",
            field="outbox_key",
        )
    number = start_round(deed.connection, command.outbox_key, at=deed.now)
    return DeliveryResent(outbox_key=command.outbox_key, round=number)


RESEND_DELIVERY = register(
    Action(
        name="resend_delivery",
        title="Resend delivery",
        command=ResendDelivery,
        result=DeliveryResent,
        roles=frozenset({Role.FINANCE, Role.SUPER_ADMIN}),
        prepare=prepare,
        handle=handle,
    )
)
