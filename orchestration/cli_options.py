"""What several commands share: the groups of the help, and the option of the home."""

from pathlib import Path
from typing import Annotated

from cyclopts import Group, Parameter

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
