"""Commands made from the registers: one for each offered action and each view."""

import sys
from collections.abc import Callable
from typing import Annotated, Any
from uuid import uuid4

from cyclopts import Parameter

from app.actions.kit import perform
from app.actions.register import Action, Command, action_named
from app.cli.names import ACTION_COMMANDS, VIEW_COMMANDS
from app.cli.options import DEFAULT_HOME, Format, Home, working_in
from app.cli.printing import print_result, print_rows
from app.domain.actors import operator
from app.domain.refusals import RefusalError
from app.views.kit import Filter, View, look, view_named

OpKey = Annotated[
    str | None,
    Parameter(name="--op-key", help="Made once for each intent; repeating is safe."),
]
Preview = Annotated[
    bool, Parameter(name="--preview", help="Show what would happen, change nothing.")
]


def __getattr__(name: str) -> Callable[..., int]:
    """Give the command of a name when it is first called."""
    if name in ACTION_COMMANDS:
        return _action_command(action_named(name))
    if name in VIEW_COMMANDS:
        return _view_command(view_named(name))
    raise AttributeError(name)


def _action_command(action: Action) -> Callable[..., int]:
    def command(
        command: Command,
        *,
        op_key: OpKey = None,
        preview: Preview = False,
        home: Home = DEFAULT_HOME,
        format: Format = "table",
    ) -> int:
        key = op_key or uuid4().hex
        with working_in(home) as workplace:
            try:
                outcome = perform(
                    command,
                    actor=operator(),
                    op_key=key,
                    workplace=workplace,
                    preview=preview,
                )
            except RefusalError as refusal:
                print(f"{action.title} refused: {refusal}", file=sys.stderr)
                return 1
        print_result(action.title, outcome, op_key=key, format=format)
        return 0

    flat: Any = Annotated[action.command, Parameter(name="*")]
    command.__annotations__["command"] = flat
    command.__doc__ = action.command.__doc__
    return command


def _view_command(view: View) -> Callable[..., int]:
    def command(
        wanted: Filter | None = None,
        *,
        home: Home = DEFAULT_HOME,
        format: Format = "table",
    ) -> int:
        with working_in(home) as workplace:
            asked = wanted or view.filter()
            rows = look(view, asked, actor=operator(), store=workplace.store)
        print_rows(view, rows, format=format)
        return 0

    flat: Any = Annotated[view.filter | None, Parameter(name="*")]
    command.__annotations__["wanted"] = flat
    command.__doc__ = f"List {view.title.lower()}."
    return command
