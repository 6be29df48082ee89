"""What several commands share: the groups of the help, and the option of the home."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Group, Parameter, Token

from orchestration.mistakes import UnreadableDayError

BOOKS = Group.create_ordered("Books")
READING = Group.create_ordered("Reading")
COMPARING = Group.create_ordered("Comparing")
HomeOption = Annotated[
    Path | None,
    Parameter(
        name="--home",
        help="Folder of all state; default: that of the last run (or TALLYHOUSE_HOME).",
    ),
]


def read_day(_kind: Any, given: Sequence[Token]) -> date:
    """Read a day of the calendar as all commands take one, YYYY-MM-DD."""
    text = given[0].value
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableDayError(text) from None


AsOfOption = Annotated[date | None, Parameter(name="--as-of", converter=read_day)]
