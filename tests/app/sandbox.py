"""Runs the Stripe sandbox as the process that it is, on a free port."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.gateways.stripe_gateway import StripeGateway

_START_SECONDS_MAX = 30


@dataclass
class SandboxProcess:
    """A sandbox that can be killed and started again on the same books."""

    database: Path
    port: int = 0
    process: subprocess.Popen | None = None
    pauses: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "SandboxProcess":
        self.port = self.port or _free_port()
        module = "app.gateways.stripe_sandbox"
        where = ["--port", str(self.port), "--db", str(self.database), "--strict"]
        self.process = subprocess.Popen([sys.executable, "-m", module, *where])
        deadline = time.monotonic() + _START_SECONDS_MAX
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("the sandbox did not start")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

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
        return httpx.request(method, f"{self.url}/_ctl", json=body).json()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
