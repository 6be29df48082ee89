"""Delivers what is due, and runs the local stand-in for Stripe."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from app.cli.options import DEFAULT_HOME, Home, working_in

SANDBOX_PORT = 8420
StripeUrl = Annotated[
    str,
    Parameter(
        name="--stripe-url",
        env_var="TALLYHOUSE_STRIPE_URL",
        help="Where Stripe is; the local sandbox by default.",
    ),
]


def deliver(
    *,
    home: Home = DEFAULT_HOME,
    stripe_url: StripeUrl = f"http://127.0.0.1:{SANDBOX_PORT}",
    limit: int = 1000,
    lease_seconds: int = 900,
) -> int:
    """Send to Stripe what is due now; exit code 1 where something was not delivered.

    The key comes from TALLYHOUSE_STRIPE_KEY, the sandbox needs none.
    """
    from app.delivery.worker import deliver_due  # noqa: PLC0415
    from app.gateways.stripe_gateway import SANDBOX_KEY, StripeGateway  # noqa: PLC0415

    key = os.environ.get("TALLYHOUSE_STRIPE_KEY", SANDBOX_KEY)
    stripe = StripeGateway(key=key, address=stripe_url)
    with working_in(home) as workplace:
        report = deliver_due(
            workplace,
            stripe,
            worker=f"cli:{os.getpid()}",
            limit=limit,
            hold_for=timedelta(seconds=lease_seconds),
        )
    print(f"{report.done} delivered, {report.retry} to try again, {report.dead} dead")
    if report.retry or report.dead:
        print("See `tallyhouse deliveries` for the reasons.")
    return 1 if report.retry or report.dead else 0


def sandbox(
    *,
    home: Home = DEFAULT_HOME,
    port: int = SANDBOX_PORT,
    db: Path | None = None,
) -> None:
    """Run the Stripe sandbox on this machine until interrupted."""
    from app.gateways.stripe_sandbox.serving import serve  # noqa: PLC0415

    database = db or home / "sandbox" / "stripe.sqlite"
    print(f"Stripe sandbox on http://127.0.0.1:{port}, its books in {database}")
    serve(database, port=port)
