"""What the Dagster UI loads: a file that holds one `@definitions` and nothing else."""

from pathlib import Path

import dagster as dg

from orchestration.build import build_definitions
from orchestration.home import CLONE, Home, last_home
from orchestration.mistakes import NoHomeError


@dg.definitions
def definitions() -> dg.Definitions:
    """Build the definitions over the home of the last run, or the sample's."""
    return build_definitions(_home())


def _home() -> Home:
    try:
        return last_home(None)
    except NoHomeError:
        return Home(Path(CLONE / ".tallyhouse" / "sample"))
