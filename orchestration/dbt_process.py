"""Runs dbt in a process that never outlives the run that started it."""

import ctypes
import os
import signal
import sys
import threading
import time

PARENT_DEATH_SIGNAL = 1
LOOK_EVERY_SECONDS = 0.5


def main() -> None:
    """Tie this process to its parent, then be dbt."""
    _die_with(os.getppid())
    from dbt.cli.main import cli  # noqa: PLC0415 - after the tie, or a kill is missed

    cli()


def _die_with(parent: int) -> None:
    """Without this a killed run would leave dbt writing through the next run's link."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
