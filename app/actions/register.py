"""The register of actions: one frozen command, one handler, one name each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from app.actions.workplace import Workplace
from app.domain.actors import Actor, Role

MODULES = {
    "issue_invoice": "app.actions.invoices.issue_invoice",
    "resend_delivery": "app.actions.delivery.resend_delivery",
    "record_delivery": "app.actions.delivery.record_delivery",
    "create_api_token": "app.actions.access.create_api_token",
}


class Command(BaseModel):
    """A change that somebody asks for, as data."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Result(BaseModel):
    """What a change came to; kept in the log, and given again to the same key."""

    model_config = ConfigDict(frozen=True)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a command is about, read before the transaction opens.

    Attributes:
        chain: the billing entity whose log it goes into, or `house`.
        company_id: whose business it is; None is nobody's but the house's.
        matter: what the handler needs, such as the draft.
    """

    chain: str
    company_id: str | None
    matter: Any = None


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One performance of an action, as its handler sees it."""

    connection: Connection
    actor: Actor
    op_key: str
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Action:
    """Everything from which the form, the endpoint and the CLI command are derived.

    Attributes:
        approvals: rules that name why somebody else must approve first, or None.
        is_offered: whether people may ask for it; the house's own actions are not.
    """

    name: str
    title: str
    command: type[Command]
    result: type[Result]
    roles: frozenset[Role]
    prepare: Callable[[Any, Workplace], Subject]
    handle: Callable[[Any, Subject, Deed], Result]
    approvals: tuple[Callable[[Any, Subject, Actor], str | None], ...] = ()
    is_offered: bool = True


_REGISTER: dict[str, Action] = {}


def register(action: Action) -> Action:
    """Make an action known under its name, once."""
    if _REGISTER.setdefault(action.name, action) is not action:
        raise ValueError(f"two actions are named {action.name}")
    return action


def action_named(name: str) -> Action:
    """Give one action, importing nothing but its own module."""
    if name not in _REGISTER and name in MODULES:
        import_module(MODULES[name])
    return _REGISTER[name]


def all_actions() -> list[Action]:
    """Give every action of the house, in the order of the list above."""
    return [action_named(name) for name in MODULES]


def action_for(command: Command) -> Action:
    """Give the action that a command asks for."""
    for action in _REGISTER.values():
        if action.command is type(command):
            return action
    raise LookupError(f"no action takes a {type(command).__name__}")
