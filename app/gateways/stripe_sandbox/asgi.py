"""The sandbox as an ASGI application: keys, faults and errors around the calls."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import stripe
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.gateways.stripe_sandbox.answers import Answer, ApiError
from app.gateways.stripe_sandbox.books import Books
from app.gateways.stripe_sandbox.faults import FaultOrder, Faults
from app.gateways.stripe_sandbox.lookups import LOOKUPS
from app.gateways.stripe_sandbox.operations import OPERATIONS, Operation
from app.gateways.stripe_sandbox.parameters import check, parse

_RATE_LIMITED = ApiError("Too many requests.", status=429, code="rate_limit").answer
_BROKEN = ApiError("Something went wrong.", status=500, kind="api_error").answer


class DroppedConnection(Response):
    """Promises a body and never sends it, so that the connection breaks."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Start an answer and leave."""
        del scope, receive
        headers = [(b"content-length", b"1000"), (b"connection", b"close")]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        await send(start)


class Sandbox:
    """The books, the orders for faults, and the keys that are being worked on."""

    def __init__(self, database: Path, *, adopts_customers: bool) -> None:
        self.books = Books(database, adopts_customers=adopts_customers)
        self.faults = Faults()
        self.in_flight: set[str] = set()

    async def control(self, request: Request) -> Response:
        """Take an order for a fault, or tell what there is."""
        if request.method == "POST":
            try:
                self.faults.order(FaultOrder.model_validate(await request.json()))
            except (ValidationError, ValueError) as error:
                return JSONResponse({"error": str(error)}, status_code=422)
        kinds = ("customer", "invoice", "line_item")
        return JSONResponse({kind: len(self.books.all(kind)) for kind in kinds})

    def changing(self, operation: Operation) -> Callable[..., Any]:
        """Make the endpoint of a call that changes something."""

        async def endpoint(request: Request) -> Response:
            body = (await request.body()).decode()
            key = request.headers.get("idempotency-key")
            fault = self.faults.next_for(request.url.path)
            kind = fault.fault if fault else None
            if kind in _INSTEAD:
                return _INSTEAD[kind](request)
            if key in self.in_flight:
                return _sent(request, _busy(key).answer)
            self.in_flight |= {key} if key else set()
            try:
                await asyncio.sleep(fault.seconds if fault and kind == "slow" else 0)
                answer, is_replay = self._once(operation, request, body, key=key)
            finally:
                self.in_flight -= {key} if key else set()
            if kind in _AFTERWARDS:
                return _AFTERWARDS[kind](request)
            return _sent(request, answer, is_replay=is_replay)

        return _guarded(endpoint)

    def looking(self, answer: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
        """Make the endpoint of a call that only reads."""

        async def endpoint(request: Request) -> Response:
            params = parse(request.url.query)
            params.pop("expand", None)
            found = answer(self.books, request.path_params.get("id", ""), params)
            return _sent(request, Answer(200, found))

        return _guarded(endpoint)

    def _once(
        self, operation: Operation, request: Request, body: str, *, key: str | None
    ) -> tuple[Answer, bool]:
        """Do it once for a key; what fails validation is not held against the key."""
        path = request.url.path
        fingerprint = hashlib.sha256(f"{path}\n{body}".encode()).hexdigest()
        with self.books.transaction():
            known = self.books.answered(key) if key else None
            if known and known[0] != fingerprint:
                raise _mismatch(key)
            if known:
                return known[1], True
            params = parse(body)
            params.pop("expand", None)
            check(params, operation.declaration)
            object_id = request.path_params.get("id", "")
            answer = Answer(200, operation.do(self.books, object_id, params))
            if key:
                self.books.remember(key, fingerprint=fingerprint, answer=answer)
            return answer, False


def create_sandbox(database: Path, *, adopts_customers: bool = False) -> Starlette:
    """Build the application over one SQLite file."""
    sandbox = Sandbox(database, adopts_customers=adopts_customers)
    routes = [Route("/_ctl", sandbox.control, methods=["GET", "POST"])]
    for path, operation in OPERATIONS.items():
        routes.append(Route(path, sandbox.changing(operation), methods=["POST"]))
    for path, answer in LOOKUPS.items():
        routes.append(Route(path, sandbox.looking(answer), methods=["GET"]))
    return Starlette(routes=routes)


def _guarded(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    async def guarded(request: Request) -> Response:
        try:
            if not request.headers.get("authorization", "").startswith("Bearer sk_"):
                raise ApiError("You did not provide an API key.", status=401)
            return await endpoint(request)
        except ApiError as error:
            return _sent(request, error.answer)

    return guarded


def _sent(request: Request, answer: Answer, *, is_replay: bool = False) -> Response:
    headers = {
        "request-id": f"req_{uuid4().hex[:14]}",
        "stripe-version": request.headers.get("stripe-version", stripe.api_version),
    }
    if "idempotency-key" in request.headers:
        headers["idempotency-key"] = request.headers["idempotency-key"]
    if is_replay:
        headers["idempotent-replayed"] = "true"
    return Response(
        json.dumps(answer.body),
        status_code=answer.status,
        headers=headers,
        media_type="application/json",
    )


def _busy(key: str | None) -> ApiError:
    return ApiError(
        f"A request with the key {key} is being worked on.",
        status=409,
        kind="idempotency_error",
        code="idempotency_key_in_use",
    )


def _mismatch(key: str | None) -> ApiError:
    return ApiError(
        f"The key {key} was used with other parameters before.",
        kind="idempotency_error",
    )


_INSTEAD: dict[str | None, Callable[[Request], Response]] = {
    "rate_limit": lambda request: _sent(request, _RATE_LIMITED),
    "error_before": lambda request: _sent(request, _BROKEN),
    "drop_before": lambda _request: DroppedConnection(),
}

_AFTERWARDS: dict[str | None, Callable[[Request], Response]] = {
    "error_after": lambda request: _sent(request, _BROKEN),
    "drop_after": lambda _request: DroppedConnection(),
}
