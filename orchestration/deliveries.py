"""Sends what is due from a home's outbox, once or until stopped."""

import contextlib
import os
import sys
import time
from pathlib import Path

from app.actions.workplace import workplace_of
from app.cli.delivering import SANDBOX_PORT
from app.delivery.worker import DeliveryReport, deliver_due
from app.gateways.stripe_gateway import SANDBOX_KEY, StripeGateway
from orchestration.home import Home
from orchestration.store_address import VARIABLE

PAUSE_SECONDS = 5


def deliver_once(home: Home) -> DeliveryReport:
    """Deliver what is due now, to Stripe or to the sandbox on this machine."""
    stripe = StripeGateway(
        key=os.environ.get("TALLYHOUSE_STRIPE_KEY", SANDBOX_KEY),
        address=os.environ.get(
            "TALLYHOUSE_STRIPE_URL", f"http://127.0.0.1:{SANDBOX_PORT}"
        ),
    )
    workplace = workplace_of(home.root, store_url=os.environ.get(VARIABLE))
    try:
        return deliver_due(workplace, stripe, worker=f"worker:{os.getpid()}")
    finally:
        workplace.store.close()


def main() -> None:
    """Deliver every few seconds until interrupted; say only what happened."""
    home = Home(Path(sys.argv[1]))
    while True:
        report = deliver_once(home)
        if report != DeliveryReport():
            print(
                f"Delivered {report.done}, to try again {report.retry}, "
                f"given up {report.dead}.",
                flush=True,
            )
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
