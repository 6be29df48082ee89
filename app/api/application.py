"""The REST interface, derived from the registers of actions and views."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Query

from app.actions.kit import perform
from app.actions.register import Action, Command, Result, all_actions
from app.actions.workplace import Workplace
from app.api.errors import install_errors
from app.domain.actors import Actor
from app.store.access import actor_of_token
from app.views.kit import Filter, Row, View, all_views, look

OP_KEY = "Made once for each intent; the same key never does a thing twice."
PREVIEW = "Show what would happen and change nothing."


def create_api(workplace: Workplace) -> FastAPI:
    """Build the application over one home."""
    api = FastAPI(title="Tallyhouse", docs_url=None, redoc_url=None)
    install_errors(api)
    who = _reader_of_tokens(workplace)

    @api.get("/health")
    def health() -> dict[str, str]:
        with workplace.store.reading() as connection:
            connection.exec_driver_sql("select 1")
        return {"status": "ok"}

    for action in all_actions():
        if action.is_offered:
            _add_action(api, action, workplace=workplace, who=who)
    for view in all_views():
        _add_view(api, view, workplace=workplace, who=who)
    return api


def _add_action(
    api: FastAPI, action: Action, *, workplace: Workplace, who: Callable[..., Actor]
) -> None:
    def endpoint(
        command: Command,
        idempotency_key: Annotated[str, Header(description=OP_KEY)],
        actor: Annotated[Actor, Depends(who)],
        preview: Annotated[bool, Query(description=PREVIEW)] = False,
    ) -> Result:
        return perform(
            command,
            actor=actor,
            op_key=idempotency_key,
            workplace=workplace,
            preview=preview,
        ).result

    endpoint.__annotations__["command"] = action.command
    endpoint.__annotations__["return"] = action.result
    api.add_api_route(
        f"/v1/actions/{action.name}",
        endpoint,
        methods=["POST"],
        summary=action.title,
        description=action.command.__doc__,
        operation_id=action.name,
    )


def _add_view(
    api: FastAPI, view: View, *, workplace: Workplace, who: Callable[..., Actor]
) -> None:
    def endpoint(wanted: Filter, actor: Annotated[Actor, Depends(who)]) -> list[Row]:
        return look(view, wanted, actor=actor, store=workplace.store)

    wanted: Any = Annotated[view.filter, Query()]
    endpoint.__annotations__["wanted"] = wanted
    endpoint.__annotations__["return"] = list[view.row]
    api.add_api_route(
        f"/v1/{view.name}",
        endpoint,
        methods=["GET"],
        summary=view.title,
        operation_id=f"list_{view.name}",
    )


def _reader_of_tokens(workplace: Workplace) -> Callable[..., Actor]:
    def who(authorization: Annotated[str, Header()] = "") -> Actor:
        scheme, _, token = authorization.partition(" ")
        actor = None
        if scheme.lower() == "bearer" and token:
            with workplace.store.reading() as connection:
                actor = actor_of_token(connection, token)
        if actor is None:
            raise HTTPException(
                401, "Send a token of this home as `Authorization: Bearer …`."
            )
        return actor

    return who
