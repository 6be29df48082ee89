"""Runs a command to its end and measures it and all the processes it starts."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
LOOK_EVERY_SECONDS = 0.05


@dataclass(frozen=True)
class Measured:
    """What a command took: time on the wall, and memory at its worst moment."""

    seconds: float
    peak_mb: float
    output: str


class CommandFailedError(RuntimeError):
    """A command of the bench failed; its output tells why."""


def measured(command: Sequence[str], **environment: str) -> Measured:
    """Run the command; memory is the sum over the process and its children."""
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        watch = _Watch(process.pid)
        watch.start()
        output, _ = process.communicate()
        seconds = time.perf_counter() - began
    watch.join()
    if process.returncode:
        message = f"{' '.join(command)} ended with {process.returncode}:\n{output}"
        raise CommandFailedError(message)
    return Measured(seconds, watch.peak / 1e6, output)


def module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with this interpreter."""
    return [sys.executable, "-P", "-m", name, *arguments]


class _Watch(threading.Thread):
    """Notes the most memory that a process and its children held at one moment."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.peak = 0

    def run(self) -> None:
        while self._lives():
            self.peak = max(self.peak, self._held())
            time.sleep(LOOK_EVERY_SECONDS)

    def _lives(self) -> bool:
        try:
            return self.root.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def _held(self) -> int:
        held = 0
        try:
            family = [self.root, *self.root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return 0
        for process in family:
            try:
                held += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return held
