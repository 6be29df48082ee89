"""Which gateway call an outbox line means."""

from datetime import datetime, timedelta

from app.actions.invoices.effects import CUSTOMER, INVOICE
from app.gateways.failures import GiveUpError
from app.gateways.sending import Sending
from app.gateways.stripe_gateway import StripeGateway
from app.store.outbox import Lease

LOOK_FIRST_AFTER = timedelta(hours=20)


def send(lease: Lease, *, stripe: StripeGateway, now: datetime) -> str:
    """Do what the line says and give the id it got outside.

    Stripe forgets idempotency keys after a day, so a line that was first sent long
    ago is looked up by its operation before it is sent again.
    """
    line = lease.line
    is_old = now - lease.first_sent_at > LOOK_FIRST_AFTER
    sending = Sending(
        op_key=line.op_key, look_first=is_old or lease.round > 1, round=lease.round
    )
    if line.kind == CUSTOMER:
        return stripe.create_customer(line.payload, sending=sending)
    if line.kind == INVOICE:
        customer = line.payload["customer"] or lease.waited_for_id
        if customer is None:
            raise GiveUpError("the invoice names no customer and waited for none")
        return stripe.issue_invoice(line.payload, customer=customer, sending=sending)
    raise GiveUpError(f"nobody knows how to deliver a {line.kind}")
