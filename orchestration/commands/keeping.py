"""`rollback` and `clean`: which versions there are, and which one is shown."""

from orchestration.home import Home
from orchestration.lock import locked
from orchestration.mistakes import NothingKeptError
from orchestration.publishing import current_run, database_of, show
from orchestration.runs import recovery


def roll_back(home: Home, run: str, *, wait: float) -> int:
    """Point readers at an earlier version; nothing is removed."""
    database_of(home, run)
    with locked(home, f"a rollback to {run}", wait=wait):
        for told in recovery.recover(home):
            print(told)
        before = current_run(home)
        show(home, run)
    print(
        f"Readers now see {run} (before: {before or 'nothing'}). Nothing was removed."
    )
    return 0


def clean_home(home: Home, keep: int, *, issued_too: bool, wait: float) -> int:
    """Remove what is no longer needed, and say what."""
    if keep < 0:
        raise NothingKeptError(keep)
    with locked(home, "a clean-up", wait=wait):
        told = recovery.clean(home, keep, issued_too=issued_too)
        current = current_run(home)
    for line in told or ["There was nothing to remove."]:
        print(line)
    print(f"Readers see {current or 'nothing'}.")
    return 0
