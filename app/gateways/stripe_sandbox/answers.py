"""What the sandbox answers: a status and a body in Stripe's shapes."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One response before it is put on the wire."""

    status: int
    body: dict[str, Any]


class ApiError(Exception):
    """Raised where Stripe would answer with an error object."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        error = {"type": kind, "code": code, "param": param, "message": message}
        told = {name: value for name, value in error.items() if value is not None}
        self.answer = Answer(status, {"error": told})


def missing(kind: str, object_id: str) -> ApiError:
    """Say that an object does not exist, as Stripe does."""
    return ApiError(
        f"No such {kind}: '{object_id}'", status=404, code="resource_missing"
    )


def listed(data: list[dict[str, Any]], *, url: str, has_more: bool) -> dict[str, Any]:
    """Wrap objects as a list object."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}
