"""Takes outbox lines one by one, sends them, and records what became of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from app.actions.delivery.record_delivery import Fate, RecordDelivery
from app.actions.kit import perform
from app.actions.workplace import Workplace
from app.delivery.routes import send
from app.domain.actors import house
from app.gateways.failures import GiveUpError
from app.gateways.stripe_gateway import StripeGateway
from app.store.kill_points import reached
from app.store.outbox import Lease, lease_next

ATTEMPTS_PER_ROUND = 8
PAUSE_SECONDS_MAX = 3600
LEASE = timedelta(minutes=15)
_ERROR_LENGTH_MAX = 1000


@dataclass(frozen=True, kw_only=True)
class DeliveryReport:
    """How many lines came to which end; `retry` ones are due again later."""

    done: int = 0
    retry: int = 0
    dead: int = 0


def deliver_due(
    workplace: Workplace,
    stripe: StripeGateway,
    *,
    worker: str,
    limit: int = 1000,
    hold_for: timedelta = LEASE,
) -> DeliveryReport:
    """Deliver what is due now, at most `limit` lines."""
    fates: Counter[str] = Counter()
    for _ in range(limit):
        lease = _lease(workplace, worker=worker, hold_for=hold_for)
        if lease is None:
            break
        fates[_deliver(lease, workplace, stripe)] += 1
    return DeliveryReport(**fates)


def _lease(workplace: Workplace, *, worker: str, hold_for: timedelta) -> Lease | None:
    """Take a line in a short transaction of its own, closed before any call."""
    with workplace.store.writing() as connection:
        now = workplace.now()
        lease = lease_next(connection, worker=worker, now=now, hold_for=hold_for)
        connection.commit()
    if lease:
        reached("delivery_leased", lease.line.kind)
    return lease


def _deliver(lease: Lease, workplace: Workplace, stripe: StripeGateway) -> Fate:
    fate, external_id, error = _send(lease, workplace, stripe)
    pause = min(2**lease.attempt, PAUSE_SECONDS_MAX) if fate == "retry" else 0
    reached("delivery_before_record", lease.line.kind)
    perform(
        RecordDelivery(
            outbox_key=lease.line.outbox_key,
            fate=fate,
            external_id=external_id,
            error=error,
            retry_after_seconds=pause,
        ),
        actor=house("delivery"),
        op_key=f"deliver:{lease.line.outbox_key}:{lease.attempt}",
        workplace=workplace,
    )
    reached("delivery_after_record", lease.line.kind)
    return fate


def _send(
    lease: Lease, workplace: Workplace, stripe: StripeGateway
) -> tuple[Fate, str | None, str | None]:
    """Send it; whatever goes wrong is tried again, but not for ever."""
    attempts_max = ATTEMPTS_PER_ROUND * lease.round
    if lease.attempt > attempts_max:
        return "dead", None, f"given up after {attempts_max} attempts"
    try:
        return "done", send(lease, stripe=stripe, now=workplace.now()), None
    except GiveUpError as error:
        return "dead", None, _short(error)
    except Exception as error:
        is_last = lease.attempt >= attempts_max
        return "dead" if is_last else "retry", None, _short(error)


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_ERROR_LENGTH_MAX]
