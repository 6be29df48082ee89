"""The options that the acting commands share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from app.actions.workplace import Workplace, workplace_of

DEFAULT_HOME = Path(".tallyhouse")
STORE_URL = "TALLYHOUSE_STORE_URL"

Home = Annotated[
    Path,
    Parameter(
        name="--home", env_var="TALLYHOUSE_HOME", help="The folder of all state."
    ),
]
Format = Annotated[
    Literal["table", "csv", "json"], Parameter(name="--format", help="How to print.")
]


@contextmanager
def working_in(home: Path) -> Iterator[Workplace]:
    """Open a home's store for one command."""
    workplace = workplace_of(home, store_url=os.environ.get(STORE_URL))
    try:
        yield workplace
    finally:
        workplace.store.close()
