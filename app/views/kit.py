"""A view is a filter and a function that returns rows; the rest is derived from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Connection, true

from app.domain.actors import Actor, Role
from app.domain.refusals import NotAllowedError
from app.store.database import Store

MODULES = {
    "issued_invoices": "app.views.invoices.issued_invoices",
    "deliveries": "app.views.delivery.deliveries",
}

ROWS_MAX = 10_000


class Filter(BaseModel):
    """What a reader wants to see of a view."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: int = Field(default=100, ge=1, le=ROWS_MAX, description="Rows at most.")


class Row(BaseModel):
    """One row of a view; its fields are the columns."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything from which the table, the REST list and the CLI list are derived."""

    name: str
    title: str
    filter: type[Filter]
    row: type[Row]
    roles: frozenset[Role]
    read: Callable[[Connection, Any, Actor], Sequence[Row]]


_REGISTER: dict[str, View] = {}


def register(view: View) -> View:
    """Make a view known under its name, once."""
    if _REGISTER.setdefault(view.name, view) is not view:
        raise ValueError(f"two views are named {view.name}")
    return view


def view_named(name: str) -> View:
    """Give one view, importing nothing but its own module."""
    if name not in _REGISTER and name in MODULES:
        import_module(MODULES[name])
    return _REGISTER[name]


def all_views() -> list[View]:
    """Give every view of the house, in the order of the list above."""
    return [view_named(name) for name in MODULES]


def look(view: View, wanted: Filter, *, actor: Actor, store: Store) -> list[Row]:
    """Read a view's rows, as far as the reader may see them."""
    if actor.role not in view.roles:
        raise NotAllowedError(
            f"The role {actor.role} may not see {view.title.lower()}.",
            remedy=f"Ask somebody in: {', '.join(sorted(view.roles))}.",
        )
    with store.reading() as connection:
        return list(view.read(connection, wanted, actor))


def within_scope(company_id: ColumnElement[str], actor: Actor) -> ColumnElement[bool]:
    """Keep to the reader's companies; a reader without any sees nothing."""
    if actor.companies is None:
        return true()
    return company_id.in_(sorted(actor.companies))
