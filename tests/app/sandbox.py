"""Runs the Stripe sandbox in a process of its own, on a free port."""

import multiprocessing
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import httpx

from app.gateways.stripe_gateway import StripeGateway
from app.gateways.stripe_sandbox.serving import serve

_START_SECONDS_MAX = 120
# forked from a process of its own: a copy of a worker, full of threads, may crash
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["app.gateways.stripe_sandbox.serving"])


@dataclass
class SandboxProcess:
    """A sandbox that can be killed and started again on the same books."""

    database: Path
    port: int = 0
    process: BaseProcess | None = None
    pauses: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "SandboxProcess":
        self.port = self.port or free_port()
        self.process = _PROCESSES.Process(
            target=serve,
            args=(self.database,),
            kwargs={"port": self.port, "adopts_customers": False},
        )
        with _without_main():
            self.process.start()
        try:
            wait_for(self.port)
        except TimeoutError:
            self.kill()
            raise
        return self

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.join()

    def order(self, fault: str, **more) -> None:
        self._control({"fault": fault, **more})

    def counts(self) -> dict[str, int]:
        return self._control(None)

    def clear(self) -> None:
        self.order("slow", times=0)

    def gateway(self) -> StripeGateway:
        return StripeGateway(address=self.url, pause=self.pauses.append)

    def _control(self, body: dict | None) -> dict:
        method = "POST" if body else "GET"
        url = f"{self.url}/_ctl"
        return httpx.request(method, url, json=body, timeout=60).json()


@contextmanager
def _without_main() -> Iterator[None]:
    """Let no child run again what stands as `__main__`, such as a page's script."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    """Wait until somebody answers on a port."""
    deadline = time.monotonic() + _START_SECONDS_MAX
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the sandbox did not start")
