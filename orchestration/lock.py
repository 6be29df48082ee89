"""A lock on a home that the kernel frees when its holder dies."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from orchestration.home import Home
from orchestration.mistakes import HomeBusyError

PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class HeldLock:
    """A home that this process has for itself."""

    file: IO[str]

    def note(self, what: str) -> None:
        """Write down who holds the home, for whoever has to wait."""
        self.file.seek(0)
        self.file.truncate()
        json.dump({"pid": os.getpid(), "doing": what}, self.file)
        self.file.flush()


@contextmanager
def locked(home: Home, doing: str, *, wait: float = 0) -> Iterator[HeldLock]:
    """Hold the home while the block runs; wait for it at most `wait` seconds."""
    home.root.mkdir(parents=True, exist_ok=True)
    with home.lock.open("a+", encoding="utf-8") as file:
        _acquire(file, home, wait)
        held = HeldLock(file)
        held.note(doing)
        yield held
        file.seek(0)
        file.truncate()


def holder(home: Home) -> str | None:
    """Say who holds the home now, or return None when it is free."""
    if not home.lock.exists():
        return None
    with home.lock.open("r", encoding="utf-8") as file:
        if _try(file, fcntl.LOCK_SH):
            return None
        return _describe(home.lock)


def _acquire(file: IO[str], home: Home, wait: float) -> None:
    deadline = time.monotonic() + wait
    while not _try(file, fcntl.LOCK_EX):
        if time.monotonic() >= deadline:
            raise HomeBusyError(home.root, _describe(home.lock))
        time.sleep(PAUSE_SECONDS)


def _try(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _describe(lock: Path) -> str:
    try:
        noted = json.loads(lock.read_text("utf-8"))
    except (OSError, ValueError):
        return "another process"
    return f"{noted['doing']} (process {noted['pid']})"
