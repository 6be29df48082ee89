"""Makes customers and invoices at Stripe, each exactly once for an operation key."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

import stripe

from app.gateways.failures import GiveUpError, TryAgainError
from app.gateways.sending import Sending
from app.store.kill_points import reached

SANDBOX_KEY = "sk_test_sandbox"
_LINES_PER_CALL = 100
_CALLS_MAX = 4
_FIRST_PAUSE_SECONDS = 0.5
_TIMEOUT_SECONDS = 20
_CURABLE = {401, 403, 409, 429}
_BROKEN_FROM = 500


class StripeGateway:
    """Speaks to Stripe, or to the sandbox where an address is given."""

    def __init__(
        self,
        *,
        key: str = SANDBOX_KEY,
        address: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        addresses = cast("Any", {"api": address} if address else {})
        self._client = stripe.StripeClient(
            key,
            base_addresses=addresses,
            max_network_retries=0,
            http_client=stripe.new_default_http_client(timeout=_TIMEOUT_SECONDS),
        )
        self._pause = pause

    def create_customer(self, payload: dict[str, Any], *, sending: Sending) -> str:
        """Make the customer of an operation, or find the one it made before."""
        v1 = self._client.v1
        found = self._found(v1.customers.search, sending)
        if found is None:
            params = {name: value for name, value in payload.items() if value}
            found = self._step(v1.customers.create, params, step="customer", of=sending)
        return found.id

    def issue_invoice(
        self, payload: dict[str, Any], *, customer: str, sending: Sending
    ) -> str:
        """Make, fill and finalize an operation's invoice, from where it stopped."""
        v1 = self._client.v1
        found = self._found(v1.invoices.search, sending)
        present = 0
        if found is None:
            params = _invoice_params(payload, customer=customer)
            found = self._step(v1.invoices.create, params, step="invoice", of=sending)
        elif found.status != "draft":
            return _checked(found, payload)
        else:
            present = self._line_count(found.id)
        for start in range(present, len(payload["lines"]), _LINES_PER_CALL):
            lines = {"lines": payload["lines"][start : start + _LINES_PER_CALL]}
            add, step = v1.invoices.add_lines, f"items:{start}"
            self._step(add, lines, found.id, step=step, of=sending)
        finalize, params = v1.invoices.finalize_invoice, {"auto_advance": False}
        done = self._step(finalize, params, found.id, step="finalize", of=sending)
        return _checked(done, payload)

    def _step(
        self, call: Any, params: dict[str, Any], *ids: str, step: str, of: Sending
    ) -> Any:
        """Make one call under its own key, pausing longer before each repetition.

        The SDK's own retries are off: they leave out 429 and answers cut short.
        """
        options = {"idempotency_key": of.key(step)}
        for attempt in range(_CALLS_MAX):
            try:
                with _told_apart():
                    done = call(*ids, params=params, options=options)
            except TryAgainError:
                if attempt == _CALLS_MAX - 1:
                    raise
                self._pause(_FIRST_PAUSE_SECONDS * 2**attempt)
            else:
                reached("delivery_after_step", step)
                return done
        raise AssertionError("the last attempt returns or raises")

    def _found(self, search: Any, sending: Sending) -> Any:
        if not sending.look_first:
            return None
        with _told_apart():
            query = f"metadata['op_key']:'{sending.op_key}'"
            return next(iter(search(params={"query": query}).data), None)

    def _line_count(self, invoice_id: str) -> int:
        with _told_apart():
            lines = self._client.v1.invoices.line_items.list(
                invoice_id, params={"limit": 100}
            )
            return sum(1 for _ in lines.auto_paging_iter())


def _invoice_params(payload: dict[str, Any], *, customer: str) -> dict[str, Any]:
    on = datetime.fromisoformat(payload["invoice_date"]).replace(tzinfo=UTC)
    return {
        "customer": customer,
        "currency": payload["currency"],
        "number": payload["number"],
        "effective_at": int(on.timestamp()),
        "auto_advance": False,
        "collection_method": "send_invoice",
        "days_until_due": payload["days_until_due"],
        "pending_invoice_items_behavior": "exclude",
        "metadata": payload["metadata"],
    }


def _checked(invoice: Any, payload: dict[str, Any]) -> str:
    if invoice.total != payload["total"] or invoice.number != payload["number"]:
        raise GiveUpError(
            f"Stripe has {invoice.id} as {invoice.number} over {invoice.total}, "
            f"we issued {payload['number']} over {payload['total']}."
        )
    return invoice.id


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn Stripe's errors into what to do next."""
    try:
        yield
    except stripe.StripeError as error:
        status = error.http_status
        if status is None or status in _CURABLE or status >= _BROKEN_FROM:
            raise TryAgainError(str(error)) from error
        raise GiveUpError(str(error)) from error
