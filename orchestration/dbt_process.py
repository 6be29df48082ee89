"""Runs dbt in a process that never outlives the run that started it."""

import ctypes
import os
import signal
import sys
import threading
import time
from typing import Any

PARENT_DEATH_SIGNAL = 1
LOOK_EVERY_SECONDS = 0.5
WAITS = "TALLYHOUSE_BUILD_WAITS"
"""Set for a build that waits, when it has read its models, for a word to go on."""
READY, GO = b"Ready to build what will be landed", b"go\n"


def main() -> None:
    """Tie this process to its parent, then be dbt."""
    _die_with(os.getppid())
    import dbt.task.build  # noqa: PLC0415
    from dbt.cli.main import cli  # noqa: PLC0415 - after the tie, or a kill is missed

    from orchestration.dbt_order import OrderedBuild  # noqa: PLC0415

    dbt.task.build.BuildTask = OrderedBuild
    if "DBT_DEBUG" not in os.environ:
        _leave_out_what_nobody_reads()
    cli()


def _leave_out_what_nobody_reads() -> None:
    """Drop events of debugging, of which dbt writes each line before it drops it.

    A build has some 12,000 of them, a third of what dbt does itself. They are not even
    filled in: most hold the whole SQL of a statement. One is, which dbt may raise to a
    warning.
    """
    from dbt.events.types import InvalidDisabledTargetInTestNode  # noqa: PLC0415
    from dbt_common.events.base_types import (  # noqa: PLC0415
        BaseEvent,
        DebugLevel,
        EventLevel,
    )
    from dbt_common.events.event_manager import EventManager  # noqa: PLC0415

    fill_in = DebugLevel.__init__
    fire_event = EventManager.fire_event

    def leave_empty(self: DebugLevel, *_args: Any, **_kwargs: Any) -> None:
        fill_in(self)

    def fire(
        self: EventManager,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        if (level or e.level_tag()) is not EventLevel.DEBUG:
            fire_event(self, e, level, node, force_warn_or_error_handling)

    DebugLevel.__init__ = leave_empty
    InvalidDisabledTargetInTestNode.__init__ = fill_in
    EventManager.fire_event = fire


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
