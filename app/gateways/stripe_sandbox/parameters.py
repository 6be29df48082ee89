"""Reads form-encoded parameters and holds them to the SDK's own declarations."""

import re
from typing import Any
from urllib.parse import parse_qsl

import stripe
import stripe.params

from app.gateways.stripe_sandbox.answers import ApiError

_OPTIONS = frozenset(stripe.RequestOptions.__annotations__)
_PART = re.compile(r"\[([^\]]*)\]")


def parse(encoded: str) -> dict[str, Any]:
    """Read `a[b]=1&c[0][d]=2` as `{"a": {"b": "1"}, "c": [{"d": "2"}]}`."""
    nested: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        path = [name.split("[", 1)[0], *_PART.findall(name)]
        place = nested
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = value
    return {name: _with_lists(value) for name, value in nested.items()}


def check(params: dict[str, Any], declaration: str, *, where: str = "") -> None:
    """Refuse a parameter that the SDK does not declare, or a missing required one."""
    declared = getattr(stripe.params, declaration)
    known = set(declared.__annotations__) - _OPTIONS
    for name in params:
        if name not in known:
            raise ApiError(
                f"Received unknown parameter: {where}{name}",
                code="parameter_unknown",
                param=f"{where}{name}",
            )
    for name in sorted(declared.__required_keys__ - _OPTIONS):
        if name not in params:
            raise ApiError(
                f"Missing required param: {where}{name}.",
                code="parameter_missing",
                param=f"{where}{name}",
            )


def integer(params: dict[str, Any], name: str, default: int | None = None) -> Any:
    """Read an integer, or refuse it as Stripe does."""
    value = params.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"-?[0-9]+", str(value)):
        raise ApiError(
            f"Invalid integer: {value}", code="parameter_invalid_integer", param=name
        )
    return int(value)


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(part) for name, part in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
