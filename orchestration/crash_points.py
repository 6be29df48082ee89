"""Named places where a test may kill the process, to prove that nothing is lost."""

import os
import signal

SETTING = "TALLYHOUSE_KILL_AT"

STEPS = ("landing", "building", "learning", "checking", "publishing")
INSIDE_PUBLISHING = (
    "publishing:described",
    "publishing:sealed",
    "publishing:moved",
    "publishing:linked",
    "publishing:snapshot",
)
CRASH_POINTS = (
    "opened",
    *(f"{when}:{step}" for step in STEPS for when in ("before", "after")),
    "building:halfway",
    *INSIDE_PUBLISHING,
    "reporting",
)


def crash_point(name: str) -> None:
    """Die here as by SIGKILL when the environment asks for this point."""
    if os.environ.get(SETTING) == name:
        os.kill(os.getpid(), signal.SIGKILL)
