"""Where the operational store of a home lies."""

import os

from orchestration.home import Home

VARIABLE = "TALLYHOUSE_STORE_URL"


def store_url(home: Home) -> str | None:
    """Return the URL that the environment names, else that of the home's own file.

    None means that nothing was issued yet: the home has no store of its own.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return named
    return f"sqlite:///{home.store}" if home.store.exists() else None
