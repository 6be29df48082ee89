"""Faults on order: what a test or a demo asks the sandbox to do wrong."""

from dataclasses import dataclass, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FaultKind = Literal[
    "rate_limit", "error_before", "error_after", "drop_after", "drop_before", "slow"
]


class FaultOrder(BaseModel):
    """`POST /_ctl`: do this to the next so many calls whose path contains a text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: FaultKind
    path: str = "/v1/"
    times: int = Field(default=1, ge=0, le=1000)
    seconds: float = Field(default=0.5, ge=0, le=30)


@dataclass(frozen=True)
class _Pending:
    order: FaultOrder
    left: int


class Faults:
    """The orders that are still to be carried out, first come first served."""

    def __init__(self) -> None:
        self._pending: list[_Pending] = []

    def order(self, order: FaultOrder) -> None:
        """Put an order at the end of the queue; zero times takes all of them back."""
        if order.times == 0:
            self._pending.clear()
        else:
            self._pending.append(_Pending(order, order.times))

    def next_for(self, path: str) -> FaultOrder | None:
        """Take the first order that this call meets."""
        for place, pending in enumerate(self._pending):
            if pending.order.path in path:
                rest = replace(pending, left=pending.left - 1)
                self._pending[place : place + 1] = [rest] if rest.left else []
                return pending.order
        return None
