"""Makes what is dear once for a whole test session, also where it has two workers.

Example: `once(tmp_path_factory, "sample", make)` calls `make` with a new folder in the
worker that comes first; the other one waits, and both get the same folder to read.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """Return the session's folder of that name, made by whoever asks first."""
    shared = session_folder(factory) / "shared"
    folder, made = shared / name, shared / f"{name}.made"
    with alone(shared / f"{name}.lock"):
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def session_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all workers of this session have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one process at a time through; the kernel frees the lock of a dead one."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
